import { localText, useLanguage, useTranslate } from '../../i18n/text.tsx';
import { useCommands, useSelect } from '../../state/context.tsx';
import { partTitle } from '../sentence.ts';
import { Section } from './parts.tsx';

export function Overview() {
  const structure = useSelect(({ run }) => run?.structure);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  if (structure === undefined) return null;
  const parts = [
    ...structure.services.map(({ id }) => `service:${id}`),
    ...structure.channels.map(({ id }) => `channel:${id}`),
    ...structure.clients.map(({ id }) => `client:${id}`),
  ];
  const kicker = { service: 'inspect.service', channel: 'tab.channel', client: 'inspect.client' } as const;
  return (
    <div className="panel-section">
      <p className="panel-note">{translate('inspect.nothing.more')}</p>
      <Section title={translate('inspect.overview')}>
        <ul className="part-list">
          {parts.map((part) => (
            <li key={part}>
              <button type="button" className="part-link" onClick={() => commands.select({ kind: 'part', part })}>
                <span>{partTitle(structure, part, language)}</span>
                <span className="part-kind">{translate(kicker[part.split(':')[0] as keyof typeof kicker])}</span>
              </button>
            </li>
          ))}
          {structure.sagas.map(({ id, title }) => (
            <li key={`saga:${id}`}>
              <button
                type="button"
                className="part-link"
                onClick={() => commands.select({ kind: 'saga', saga: id, instance: undefined })}
              >
                <span>{localText(title, language)}</span>
                <span className="part-kind">{translate('inspect.saga')}</span>
              </button>
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}
