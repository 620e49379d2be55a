import type { RowFrame, TableStructure } from '../../../src/engine/index.ts';
import { localText, useLanguage, useTranslate } from '../../i18n/text.tsx';
import { useCommands } from '../../state/context.tsx';
import { plainText } from '../../state/plain.ts';
import { Section, shortIdentity } from './parts.tsx';

export function TableInside({ table, rows }: { readonly table: TableStructure; readonly rows: readonly RowFrame[] }) {
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
                          title={
                            writer === null || writer === undefined
                              ? translate('inspect.initial')
                              : translate('inspect.written-by', { writer: shortIdentity(writer) })
                          }
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
