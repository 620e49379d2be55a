import type { ClientStructure } from '../../../src/engine/index.ts';
import { localText, useLanguage, useTranslate } from '../../i18n/text.tsx';
import { useSelect } from '../../state/context.tsx';
import { KindShape } from '../../ui/KindShape.tsx';
import { messageTitle } from '../sentence.ts';
import { Head, Section } from './parts.tsx';

export function ClientInside({ client }: { readonly client: ClientStructure }) {
  const frame = useSelect(({ frame: now }) => now?.clients.find(({ id }) => id === client.id));
  const structure = useSelect(({ run }) => run?.structure);
  const language = useLanguage();
  const translate = useTranslate();
  return (
    <div className="panel-section">
      <Head kicker={translate('inspect.client')} title={localText(client.title, language)} />
      <Section title={translate('inspect.requests')}>
        <ol className="queue">
          {frame?.requests.map(({ id, ordinal, state }) => {
            const message = client.requests.find((request) => request.id === id)?.message ?? id;
            const kind = structure?.messageTypes.find((type) => type.id === message)?.kind ?? 'command';
            return (
              <li key={`${id} ${ordinal}`} className="queue-item">
                <span className="message-name">
                  <KindShape kind={kind} />
                  <span className="message-text">
                    {structure === undefined ? message : messageTitle(structure, message, language)}
                    <code className="identity">
                      {id} {ordinal}
                    </code>
                  </span>
                  <span className={`request request-${state}`} />
                </span>
                <span className="queue-state">{translate(`inspect.request.${state}`)}</span>
              </li>
            );
          })}
        </ol>
      </Section>
    </div>
  );
}
