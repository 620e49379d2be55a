import './inspector.css';
import { lazy, Suspense, useState } from 'react';
import type { ReactNode } from 'react';
import type {
  ChannelStructure,
  ClientStructure,
  RowFrame,
  SagaStructure,
  ServiceStructure,
  TableStructure,
  WorkFrame,
} from '../../src/engine/index.ts';
import { InstanceDot } from '../canvas/InstanceDot.tsx';
import { instanceState } from '../canvas/ServiceCard.tsx';
import { localText, useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { plainText } from '../state/plain.ts';
import { Button } from '../ui/Button.tsx';
import { KindShape } from '../ui/KindShape.tsx';
import { messageTitle, partTitle } from './sentence.ts';

const MachineChart = lazy(() => import('./MachineChart.tsx').then((module) => ({ default: module.MachineChart })));

/** What is inside of what is selected, at the cursor. */
export function Inspector() {
  const selection = useSelect((state) => state.selection);
  const structure = useSelect(({ run }) => run?.structure);
  if (structure === undefined) return null;
  if (selection === undefined) return <Overview />;
  switch (selection.kind) {
    case 'part': {
      const [kind, id] = selection.part.split(':');
      const service = kind === 'service' ? structure.services.find((candidate) => candidate.id === id) : undefined;
      if (service !== undefined) return <ServiceInside service={service} />;
      const channel = kind === 'channel' ? structure.channels.find((candidate) => candidate.id === id) : undefined;
      if (channel !== undefined) return <ChannelInside channel={channel} />;
      const client = kind === 'client' ? structure.clients.find((candidate) => candidate.id === id) : undefined;
      return client === undefined ? <Overview /> : <ClientInside client={client} />;
    }
    case 'saga': {
      const saga = structure.sagas.find(({ id }) => id === selection.saga);
      return saga === undefined ? <Overview /> : <SagaInside key={`${saga.id} ${selection.instance ?? ''}`} saga={saga} instance={selection.instance} />;
    }
    case 'row': {
      const table = structure.tables.find(({ id, service }) => id === selection.table && service === selection.service);
      return table === undefined ? <Overview /> : <RowInside table={table} rowKey={selection.key} />;
    }
  }
}

function Head({ kicker, title, children }: { readonly kicker: string; readonly title: string; readonly children?: ReactNode }) {
  return (
    <header className="inside-head">
      <span className="panel-title">{kicker}</span>
      <h2>{title}</h2>
      {children}
    </header>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="inside-section">
      <h3 className="panel-title">{title}</h3>
      {children}
    </section>
  );
}

function Overview() {
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

function ServiceInside({ service }: { readonly service: ServiceStructure }) {
  const frame = useSelect(({ frame: now }) => now?.services.find(({ id }) => id === service.id));
  const run = useSelect((state) => state.run);
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
                  <button type="button" className="part-link" onClick={() => commands.select({ kind: 'saga', saga: id, instance: undefined })}>
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

/** `customer/create-order.1` without the client: enough to tell messages apart. */
function shortIdentity(message: string): string {
  return message.split('>').map((part) => part.split('/').at(-1)).join(' › ');
}

function MessageName({ type, message }: { readonly type: string; readonly message: string }) {
  const structure = useSelect(({ run }) => run?.structure);
  const language = useLanguage();
  if (structure === undefined) return null;
  const kind = structure.messageTypes.find(({ id }) => id === type)?.kind ?? 'document';
  return (
    <span className="message-name">
      <KindShape kind={kind} />
      <span className="message-text">
        {messageTitle(structure, type, language)}
        <code className="identity" title={message}>
          {shortIdentity(message)}
        </code>
      </span>
    </span>
  );
}

function WorkInside({ service, work }: { readonly service: ServiceStructure; readonly work: WorkFrame }) {
  const translate = useTranslate();
  const steps = service.handlers.find(({ message }) => message === work.type)?.steps ?? [];
  return (
    <div className="work">
      <MessageName type={work.type} message={work.message} />
      <div className="work-facts">
        {work.delivery > 1 && <span className="chip">{translate('inspect.delivery', { n: work.delivery })}</span>}
        <span className="chip">{translate(`inspect.${work.state}`)}</span>
        {work.reason !== undefined && <span className="part-kind">{work.reason}</span>}
      </div>
      {work.stepIndex < 0 && <p className="panel-note">{translate('inspect.acknowledging')}</p>}
      <ol className="steps">
        {steps.map(({ label, depth, text }, i) => (
          <li
            // Steps of a handler may look alike; their order tells them apart.
            // oxlint-disable-next-line react/no-array-index-key
            key={i}
            className={i === work.stepIndex ? 'step is-current' : work.stepIndex < 0 || i < work.stepIndex ? 'step is-past' : 'step'}
            style={{ paddingLeft: 12 + depth * 12 }}
            aria-current={i === work.stepIndex ? 'step' : undefined}
            title={label}
          >
            <code>{text}</code>
          </li>
        ))}
      </ol>
      {work.variables.length > 0 && (
        <dl className="facts">
          {work.variables.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{plainText(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function TableInside({ table, rows }: { readonly table: TableStructure; readonly rows: readonly RowFrame[] }) {
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  return (
    <Section title={localText(table.title, language)}>
      {rows.length === 0 ? (
        <p className="panel-note">{translate('inspect.no-rows')}</p>
      ) : (
        <div className="table-scroll">
          <table className="rows">
            <thead>
              <tr>
                <th scope="col">{table.key}</th>
                {table.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => {
                const key = plainText(row.key);
                return (
                  <tr key={key}>
                    <th scope="row">
                      <button
                        type="button"
                        className="row-key"
                        onClick={() => commands.select({ kind: 'row', service: table.service, table: table.id, key })}
                      >
                        {key}
                      </button>
                    </th>
                    {table.columns.map((column, i) => {
                      const text = plainText(row.values[i] ?? null);
                      const writer = row.writers[i];
                      return (
                        <td
                          key={`${column} ${text}`}
                          className={table.machines[column] === undefined ? undefined : 'is-state'}
                          title={writer === null || writer === undefined ? translate('inspect.initial') : translate('inspect.written-by', { writer: shortIdentity(writer) })}
                        >
                          {text}
                        </td>
                      );
                    })}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

function RowInside({ table, rowKey }: { readonly table: TableStructure; readonly rowKey: string }) {
  const rows = useSelect(({ frame }) => frame?.services.find(({ id }) => id === table.service)?.tables.find(({ id }) => id === table.id)?.rows);
  const machines = useSelect(({ edit }) => edit?.scenario.machines);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const row = rows?.find(({ key }) => plainText(key) === rowKey);
  return (
    <div className="panel-section">
      <Button look="quiet" icon="left" className="inside-back" onClick={() => commands.select({ kind: 'part', part: `service:${table.service}` })}>
        {translate('inspect.back')}
      </Button>
      <Head kicker={localText(table.title, language)} title={`${table.key} ${rowKey}`} />
      {row === undefined ? (
        <p className="panel-note">{translate('inspect.no-rows')}</p>
      ) : (
        <>
          <dl className="facts">
            {table.columns.map((column, i) => {
              const writer = row.writers[i];
              return (
                <div key={column}>
                  <dt>{column}</dt>
                  <dd>
                    {plainText(row.values[i] ?? null)}
                    <span className="fact-note">
                      {writer === null || writer === undefined ? translate('inspect.initial') : translate('inspect.written-by', { writer: shortIdentity(writer) })}
                    </span>
                  </dd>
                </div>
              );
            })}
          </dl>
          {table.columns.map((column, i) => {
            const machine = table.machines[column];
            const config = machine === undefined ? undefined : machines?.[machine];
            if (config === undefined) return null;
            const state = plainText(row.values[i] ?? null);
            return (
              <Section key={column} title={`${translate('inspect.chart')}: ${column}`}>
                <Suspense fallback={<p className="panel-note">{translate('inspect.loading')}</p>}>
                  <MachineChart config={config} state={state} />
                </Suspense>
              </Section>
            );
          })}
        </>
      )}
    </div>
  );
}

function SagaInside({ saga, instance }: { readonly saga: SagaStructure; readonly instance: string | undefined }) {
  const all = useSelect(({ frame }) => frame?.sagas);
  const structure = useSelect(({ run }) => run?.structure);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const [chosen, choose] = useState(instance);
  const mine = all?.filter((candidate) => candidate.saga === saga.id) ?? [];
  const shown = mine.find(({ id }) => id === (chosen ?? instance)) ?? mine[mine.length - 1];
  return (
    <div className="panel-section">
      <Button look="quiet" icon="left" className="inside-back" onClick={() => commands.select({ kind: 'part', part: `service:${saga.owner}` })}>
        {structure === undefined ? saga.owner : partTitle(structure, `service:${saga.owner}`, language)}
      </Button>
      <Head kicker={translate('inspect.saga')} title={localText(saga.title, language)}>
        {mine.length > 1 && shown !== undefined && (
          <select className="select" aria-label={translate('inspect.saga')} value={shown.id} onChange={(event) => choose(event.target.value)}>
            {mine.map(({ id, outcome }) => (
              <option key={id} value={id}>
                {shortIdentity(id)} ({translate(`saga.outcome.${outcome}`)})
              </option>
            ))}
          </select>
        )}
        {shown === undefined && <p className="panel-note">{translate('inspect.saga.none')}</p>}
      </Head>
      <Section title={translate('inspect.steps')}>
        <ol className="saga-steps">
          {saga.steps.map((step, i) => {
            const state = shown?.steps[i] ?? 'to-come';
            return (
              <li key={step.id} className={`saga-step saga-${state}`}>
                <span className={`strip-step step-${state} step-kind-${step.kind}`} />
                <span className="saga-step-title">
                  {localText(step.title, language)}
                  <span className="part-kind">
                    {translate(`saga.${step.kind}`)}
                    {step.participant === undefined || structure === undefined ? '' : ` · ${partTitle(structure, `service:${step.participant}`, language)}`}
                  </span>
                </span>
                <span className="saga-step-state">{translate(`saga.${state}`)}</span>
              </li>
            );
          })}
        </ol>
      </Section>
      {shown !== undefined && Object.keys(shown.data).length > 0 && (
        <Section title={translate('inspect.data')}>
          <dl className="facts">
            {Object.entries(shown.data).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{plainText(value)}</dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
      <Section title={translate('inspect.chart')}>
        <Suspense fallback={<p className="panel-note">{translate('inspect.loading')}</p>}>
          <MachineChart config={saga.machine} state={shown?.state} />
        </Suspense>
      </Section>
    </div>
  );
}

function ChannelInside({ channel }: { readonly channel: ChannelStructure }) {
  const frame = useSelect(({ frame: now }) => now?.channels.find(({ id }) => id === channel.id));
  const structure = useSelect(({ run }) => run?.structure);
  const language = useLanguage();
  const translate = useTranslate();
  return (
    <div className="panel-section">
      <Head kicker={`${translate(`inspect.${channel.kind}`)}, ${translate(`inspect.${channel.delivery}`)}`} title={localText(channel.title, language)} />
      {frame?.queues.map(({ consumer, items }) => (
        <Section
          key={consumer}
          title={translate('inspect.queue', { consumer: structure === undefined ? consumer : partTitle(structure, `service:${consumer}`, language) })}
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

function ClientInside({ client }: { readonly client: ClientStructure }) {
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
