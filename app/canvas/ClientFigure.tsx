import { memo } from 'react';
import type { ClientStructure } from '../../src/engine/index.ts';
import { localText, useLanguage } from '../i18n/text.tsx';
import { useSelect } from '../state/context.tsx';
import { KindShape } from '../ui/KindShape.tsx';
import { partClass } from './lit.ts';

/** A small figure with its next request in hand; below, one mark for each request and how it went. */
export const ClientFigure = memo(function ClientFigure({ client }: { readonly client: ClientStructure }) {
  const language = useLanguage();
  const look = useSelect((state) => partClass(state, `client:${client.id}`));
  const requests = useSelect(({ frame }) => frame?.clients.find(({ id }) => id === client.id)?.requests);
  const kind = useSelect(({ run }) => {
    const next = requests?.find(({ state }) => state === 'to-come');
    const message = client.requests.find(({ id }) => id === next?.id)?.message;
    return run?.structure.messageTypes.find(({ id }) => id === message)?.kind;
  });
  return (
    <div className={`figure ${look}`}>
      <svg className="figure-person" viewBox="0 0 48 40" aria-hidden="true">
        <circle cx="24" cy="11" r="7" />
        <path d="M10 37c0-9 6-14 14-14s14 5 14 14" />
      </svg>
      {kind !== undefined && (
        <span className="figure-hand">
          <KindShape kind={kind} />
        </span>
      )}
      <strong className="figure-name">{localText(client.title, language)}</strong>
      <span className="figure-requests">
        {requests?.slice(0, 12).map(({ id, ordinal, state }) => (
          <span key={`${id} ${ordinal}`} className={`request request-${state}`} />
        ))}
      </span>
    </div>
  );
});
