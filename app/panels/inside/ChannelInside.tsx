import type { ChannelStructure } from '../../../src/engine/index.ts';
import { localText, useLanguage, useTranslate } from '../../i18n/text.tsx';
import { useSelect } from '../../state/context.tsx';
import { plainText } from '../../state/plain.ts';
import { partTitle } from '../sentence.ts';
import { Head, MessageName, Section } from './parts.tsx';

export function ChannelInside({ channel }: { readonly channel: ChannelStructure }) {
  const frame = useSelect(({ frame: now }) => now?.channels.find(({ id }) => id === channel.id));
  const structure = useSelect(({ run }) => run?.structure);
  const language = useLanguage();
  const translate = useTranslate();
  return (
    <div className="panel-section">
      <Head
        kicker={`${translate(`inspect.${channel.kind}`)}, ${translate(`inspect.${channel.delivery}`)}`}
        title={localText(channel.title, language)}
      />
      {frame?.queues.map(({ consumer, items }) => (
        <Section
          key={consumer}
          title={translate('inspect.queue', {
            consumer: structure === undefined ? consumer : partTitle(structure, `service:${consumer}`, language),
          })}
        >
          {items.length === 0 ? (
            <p className="panel-note">{translate('inspect.queue.empty')}</p>
          ) : (
            <ol className="queue">
              {items.map((item) => (
                <li key={`${item.message} ${item.copy}`} className={`queue-item queue-${item.state}`}>
                  <MessageName type={item.type} message={item.message} />
                  <span className="queue-state">
                    {translate(`inspect.item.${item.state}`)}
                    {item.deliveries > 1 ? `, ${translate('inspect.delivery', { n: item.deliveries })}` : ''}
                  </span>
                  {Object.keys(item.payload).length > 0 && (
                    <dl className="facts">
                      {Object.entries(item.payload).map(([name, value]) => (
                        <div key={name}>
                          <dt>{name}</dt>
                          <dd>{plainText(value)}</dd>
                        </div>
                      ))}
                    </dl>
                  )}
                </li>
              ))}
            </ol>
          )}
        </Section>
      ))}
    </div>
  );
}
