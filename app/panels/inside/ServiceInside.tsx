import type { ServiceStructure } from '../../../src/engine/index.ts';
import { InstanceDot } from '../../canvas/InstanceDot.tsx';
import { instanceState } from '../../canvas/instance-state.ts';
import { millisText } from '../../i18n/format.ts';
import { localText, useLanguage, useTranslate } from '../../i18n/text.tsx';
import { blockedMicros } from '../../state/blocked-time.ts';
import { useCommands, useSelect } from '../../state/context.tsx';
import { DatabaseInside } from './DatabaseInside.tsx';
import { Head, MessageName, Section } from './parts.tsx';
import { TableInside } from './TableInside.tsx';
import { WorkInside } from './WorkInside.tsx';

export function ServiceInside({ service }: { readonly service: ServiceStructure }) {
  const frame = useSelect(({ frame: now }) => now?.services.find(({ id }) => id === service.id));
  const run = useSelect((state) => state.run);
  const blocked = useSelect(({ run: now, entries }) =>
    now === undefined
      ? 0
      : blockedMicros(now.trace, now.structure.services.indexOf(service), Math.min(entries, now.trace.length)),
  );
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  if (run === undefined) return null;
  const { structure } = run;
  return (
    <div className="panel-section">
      <Head kicker={translate('inspect.service')} title={localText(service.title, language)}>
        {service.publishing !== 'outbox' || service.hasOutbox ? (
          <p className="panel-note">{translate(`inspect.publishing.${service.publishing}`)}</p>
        ) : null}
        {service.hasInbox && (
          <p className="panel-note">
            {translate('inspect.inbox')}: {translate('inspect.inbox.count', { count: frame?.inboxSize ?? 0 })}
          </p>
        )}
      </Head>
      {service.tables.map((index) => {
        const table = structure.tables[index];
        const rows = frame?.tables.find(({ id }) => id === table?.id)?.rows ?? [];
        return table === undefined ? null : <TableInside key={index} table={table} rows={rows} />;
      })}
      {frame !== undefined && <DatabaseInside service={service} frame={frame} />}
      {service.hasOutbox && (
        <Section title={translate('inspect.outbox')}>
          {frame === undefined || frame.outbox.length === 0 ? (
            <p className="panel-note">{translate('inspect.outbox.empty')}</p>
          ) : (
            <ol className="queue">
              {frame.outbox.map(({ message, type }) => (
                <li key={message} className="queue-item">
                  <MessageName type={type} message={message} />
                </li>
              ))}
            </ol>
          )}
        </Section>
      )}
      {service.sagas.length > 0 && (
        <Section title={translate('inspect.sagas')}>
          <ul className="part-list">
            {service.sagas.map((id) => {
              const saga = structure.sagas.find((candidate) => candidate.id === id);
              return (
                <li key={id}>
                  <button
                    type="button"
                    className="part-link"
                    onClick={() => commands.select({ kind: 'saga', saga: id, instance: undefined })}
                  >
                    <span>{saga === undefined ? id : localText(saga.title, language)}</span>
                    <span className="part-kind">{translate('inspect.saga')}</span>
                  </button>
                </li>
              );
            })}
          </ul>
        </Section>
      )}
      <Section title={translate('inspect.instances')}>
        {blocked > 0 && (
          <p className="panel-note blocked-time">{translate('inspect.blocked.time', { time: millisText(blocked) })}</p>
        )}
        {frame?.instances.map((instance, i) => {
          const state = instanceState(instance);
          return (
            // The position is what tells instances apart.
            // oxlint-disable-next-line react/no-array-index-key
            <div key={i} className="instance">
              <div className="instance-head">
                <InstanceDot state={state} />
                <span>{translate('inspect.instance', { n: i + 1 })}</span>
                <span className="part-kind">{translate(state === 'up' ? 'inspect.idle' : `inspect.${state}`)}</span>
              </div>
              {instance.work.map((work) => (
                <WorkInside key={work.message} service={service} work={work} />
              ))}
            </div>
          );
        })}
      </Section>
    </div>
  );
}
