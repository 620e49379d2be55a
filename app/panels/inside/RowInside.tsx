import { Suspense } from 'react';
import type { TableStructure } from '../../../src/engine/index.ts';
import { localText, useLanguage, useTranslate } from '../../i18n/text.tsx';
import { useCommands, useSelect } from '../../state/context.tsx';
import { plainText } from '../../state/plain.ts';
import { Button } from '../../ui/Button.tsx';
import { VersionLines } from './DatabaseInside.tsx';
import { MachineChart } from './later-chart.ts';
import { Head, Section, shortIdentity } from './parts.tsx';

export function RowInside({ table, rowKey }: { readonly table: TableStructure; readonly rowKey: string }) {
  const rows = useSelect(
    ({ frame }) =>
      frame?.services.find(({ id }) => id === table.service)?.tables.find(({ id }) => id === table.id)?.rows,
  );
  const database = useSelect(({ frame }) => frame?.services.find(({ id }) => id === table.service)?.database);
  const machines = useSelect(({ edit }) => edit?.scenario.machines);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const row = rows?.find(({ key }) => plainText(key) === rowKey);
  return (
    <div className="panel-section">
      <Button
        look="quiet"
        icon="left"
        className="inside-back"
        onClick={() => commands.select({ kind: 'part', part: `service:${table.service}` })}
      >
        {translate('inspect.back')}
      </Button>
      <Head kicker={localText(table.title, language)} title={`${table.key} ${rowKey}`} />
      {database !== undefined && (
        <Section title={translate('inspect.versions')}>
          <VersionLines table={table} rowKey={rowKey} row={row} database={database} />
        </Section>
      )}
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
                      {writer === null || writer === undefined
                        ? translate('inspect.initial')
                        : translate('inspect.written-by', { writer: shortIdentity(writer) })}
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
