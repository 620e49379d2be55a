import './database.css';
import type {
  DatabaseFrame,
  RowFrame,
  ServiceFrame,
  ServiceStructure,
  TableStructure,
} from '../../../src/engine/index.ts';
import { localText, useLanguage, useTranslate } from '../../i18n/text.tsx';
import { useCommands, useSelect } from '../../state/context.tsx';
import { plainText } from '../../state/plain.ts';
import { identityTitle } from '../sentence.ts';
import { Section } from './parts.tsx';

/** The inside of a database at statement granularity: who has a transaction open, who holds which row, who sees what. */
export function DatabaseInside({
  service,
  frame,
}: {
  readonly service: ServiceStructure;
  readonly frame: ServiceFrame;
}) {
  const structure = useSelect(({ run }) => run?.structure);
  const language = useLanguage();
  const translate = useTranslate();
  const { database } = frame;
  if (database === undefined || structure === undefined) return null;
  const who = (transaction: string): string => identityTitle(structure, transaction, language);
  const rowName = (table: string, key: string): string => {
    const title = structure.tables.find(
      (candidate) => candidate.id === table && candidate.service === service.id,
    )?.title;
    return `${title === undefined ? table : localText(title, language)} ${key}`;
  };
  return (
    <>
      <Section title={translate('inspect.sessions')}>
        {database.sessions.length === 0 ? (
          <p className="panel-note">{translate('inspect.sessions.none')}</p>
        ) : (
          <ul className="sessions">
            {database.sessions.map(({ transaction, level, state, snapshot, waitsFor }) => (
              <li key={transaction} className={`session session-${state}`}>
                <strong>{who(transaction)}</strong>
                <span className="session-facts">
                  <span className="chip">{translate(`inspect.session.${state}`)}</span>
                  <span className="chip">{translate(`inspect.level.${level}`)}</span>
                  {snapshot && <span className="part-kind">{translate('inspect.session.snapshot')}</span>}
                </span>
                {waitsFor !== undefined && (
                  <span className="session-waits">
                    {waitsFor.by.length === 0
                      ? translate('inspect.session.wakes', { row: rowName(waitsFor.table, plainText(waitsFor.key)) })
                      : translate('inspect.session.waits-for', {
                          row: rowName(waitsFor.table, plainText(waitsFor.key)),
                          by: waitsFor.by.map(who).join('; '),
                        })}
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title={translate('inspect.locks')}>
        {database.locks.length === 0 ? (
          <p className="panel-note">{translate('inspect.locks.none')}</p>
        ) : (
          <ul className="locks">
            {database.locks.map(({ table, key, holders, waiting }) => (
              <li key={`${table} ${plainText(key)}`}>
                <RowLink
                  service={service.id}
                  table={table}
                  rowKey={plainText(key)}
                  name={rowName(table, plainText(key))}
                />
                <ol className="lock-claims">
                  {holders.map(({ transaction, mode }) => (
                    <li key={`${transaction} ${mode}`} className="lock-held">
                      <span>{who(transaction)}</span>
                      <code>{mode}</code>
                      <span className="part-kind">{translate('inspect.lock.holds')}</span>
                    </li>
                  ))}
                  {waiting.map(({ transaction, mode }) => (
                    <li key={`${transaction} ${mode}`} className="lock-awaited">
                      <span>{who(transaction)}</span>
                      <code>{mode}</code>
                      <span className="part-kind">{translate('inspect.lock.waits')}</span>
                    </li>
                  ))}
                </ol>
              </li>
            ))}
          </ul>
        )}
      </Section>
      {database.versions.length > 0 && (
        <Section title={translate('inspect.versions')}>
          {rowsWithVersions(database).map(({ table, key }) => {
            const found = structure.tables.find(
              (candidate) => candidate.id === table && candidate.service === service.id,
            );
            const row = frame.tables
              .find(({ id }) => id === table)
              ?.rows.find((candidate) => plainText(candidate.key) === key);
            return found === undefined ? null : (
              <div key={`${table} ${key}`} className="versions-of">
                <RowLink service={service.id} table={table} rowKey={key} name={rowName(table, key)} />
                <VersionLines table={found} rowKey={key} row={row} database={database} />
              </div>
            );
          })}
        </Section>
      )}
    </>
  );
}

function RowLink({
  service,
  table,
  rowKey,
  name,
}: {
  readonly service: string;
  readonly table: string;
  readonly rowKey: string;
  readonly name: string;
}) {
  const commands = useCommands();
  return (
    <button
      type="button"
      className="row-key"
      onClick={() => commands.select({ kind: 'row', service, table, key: rowKey })}
    >
      {name}
    </button>
  );
}

interface VersionLinesProps {
  readonly table: TableStructure;
  readonly rowKey: string;
  /** As committed; undefined if nothing is. */
  readonly row: RowFrame | undefined;
  readonly database: DatabaseFrame;
}

/** One line for each version of a row that somebody sees: the committed one, those to come, those that snapshots keep. */
export function VersionLines({ table, rowKey, row, database }: VersionLinesProps) {
  const structure = useSelect(({ run }) => run?.structure);
  const language = useLanguage();
  const translate = useTranslate();
  if (structure === undefined) return null;
  const told = (values: RowFrame['values'] | null | undefined): string =>
    values === null || values === undefined
      ? translate('inspect.version.none')
      : table.columns.map((column, i) => `${column} ${plainText(values[i] ?? null)}`).join(', ');
  const others = database.versions.filter((version) => version.table === table.id && plainText(version.key) === rowKey);
  return (
    <ol className="versions">
      <li className="version version-committed">
        <span>{told(row?.values)}</span>
        <span className="part-kind">{translate('inspect.version.committed')}</span>
      </li>
      {others.map(({ kind, transaction, values }) => (
        <li key={`${kind} ${transaction}`} className={`version version-${kind}`}>
          <span>{told(values)}</span>
          <span className="part-kind">
            {translate(`inspect.version.${kind}`, { who: identityTitle(structure, transaction, language) })}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Each row with a version that not everyone sees, once. */
function rowsWithVersions({ versions }: DatabaseFrame): readonly { readonly table: string; readonly key: string }[] {
  const rows = new Map<string, { readonly table: string; readonly key: string }>();
  for (const { table, key } of versions) rows.set(`${table} ${plainText(key)}`, { table, key: plainText(key) });
  return [...rows.values()];
}
