import { memo } from 'react';
import type { SagaStructure, ServiceStructure, TableStructure } from '../../src/engine/index.ts';
import { localText, useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { plainText } from '../state/plain.ts';
import { lastWritten } from '../state/touches.ts';
import { InstanceDot } from './InstanceDot.tsx';
import { instanceState } from './instance-state.ts';
import { partClass, useWitness } from './lit.ts';
import { stateColumn } from './state-column.ts';
import { waitText } from './wait-text.ts';

/** A service and what it owns: instances, tables, outbox, sagas. Its height is known beforehand, see `CARD`. */
export const ServiceCard = memo(function ServiceCard({ service }: { readonly service: ServiceStructure }) {
  const language = useLanguage();
  const translate = useTranslate();
  const part = `service:${service.id}`;
  const frame = useSelect(({ frame: now }) => now?.services.find(({ id }) => id === service.id));
  const look = useSelect((state) => partClass(state, part));
  const sagas = useSelect(({ run }) => run?.structure.sagas);
  const tables = useSelect(({ run }) => run?.structure.tables);
  const states = frame?.instances.map(instanceState) ?? [];
  const structure = useSelect(({ run }) => run?.structure);
  const waits = structure === undefined ? '' : waitText(structure, frame, language, translate);
  const up = states.filter((state) => state !== 'down').length;
  const isDown = frame !== undefined && up === 0;
  return (
    <div className={`card ${look}${isDown ? ' is-down' : ''}`}>
      <div className="card-head">
        <strong className="card-name">{localText(service.title, language)}</strong>
        {waits !== '' && (
          <span className="chip card-waits" title={waits}>
            <span className="chip-text">{waits}</span>
          </span>
        )}
        <span className="visually-hidden">{translate('card.instances', { up, count: service.instances })}</span>
        <span className="dots" aria-hidden="true">
          {states.map((state, i) => (
            // The position is what tells instances apart.
            // oxlint-disable-next-line react/no-array-index-key
            <InstanceDot key={i} state={state} />
          ))}
        </span>
      </div>
      {service.tables.map((index) => {
        const table = tables?.[index];
        return table === undefined ? null : <TableLine key={index} index={index} table={table} />;
      })}
      {service.hasOutbox && (
        <div className={frame !== undefined && frame.outbox.length > 0 ? 'tray is-filled' : 'tray'}>
          <span>{translate('card.outbox')}</span>
          <span className="tray-count">{frame?.outbox.length ?? 0}</span>
        </div>
      )}
      {service.sagas.map((id) => {
        const saga = sagas?.find((candidate) => candidate.id === id);
        return saga === undefined ? null : <SagaStrip key={id} saga={saga} />;
      })}
    </div>
  );
});

function TableLine({ index, table }: { readonly index: number; readonly table: TableStructure }) {
  const language = useLanguage();
  const rows = useSelect(
    ({ frame }) =>
      frame?.services.find(({ id }) => id === table.service)?.tables.find(({ id }) => id === table.id)?.rows,
  );
  const key = useSelect(({ run, entries }) => (run === undefined ? undefined : lastWritten(run, index, entries)));
  const inWitness = useWitness(index);
  const row = key === undefined ? undefined : rows?.find((candidate) => plainText(candidate.key) === key);
  const value = row === undefined ? undefined : plainText(row.values[stateColumn(table)] ?? null);
  return (
    <div className={inWitness ? 'line is-witness' : 'line'}>
      <span className="line-name">{localText(table.title, language)}</span>
      <span className="line-count">{rows?.length ?? 0}</span>
      {value !== undefined && (
        // A new key draws a new element, so that a changed value settles visibly.
        <span key={`${key} ${value}`} className="chip state-chip">
          <span className="chip-key">{key}</span>
          <span className="chip-text">{value}</span>
        </span>
      )}
    </div>
  );
}

function SagaStrip({ saga }: { readonly saga: SagaStructure }) {
  const language = useLanguage();
  const translate = useTranslate();
  const commands = useCommands();
  const all = useSelect(({ frame }) => frame?.sagas);
  const instances = all?.filter((candidate) => candidate.saga === saga.id);
  const lastOfAll = instances?.[instances.length - 1];
  const shown = instances?.findLast(({ outcome }) => outcome === 'running') ?? lastOfAll;
  const title = localText(saga.title, language);
  const label = `${title}: ${translate(shown === undefined ? 'inspect.saga.none' : `saga.outcome.${shown.outcome}`)}`;
  return (
    <button
      type="button"
      className="strip nodrag"
      aria-label={label}
      onClick={(event) => {
        event.stopPropagation();
        commands.select({ kind: 'saga', saga: saga.id, instance: shown?.id });
      }}
    >
      <span className="strip-head">
        <span className="strip-name">{title}</span>
        {instances !== undefined && instances.length > 1 && <span className="strip-count">×{instances.length}</span>}
      </span>
      <span className="strip-steps">
        {saga.steps.map((step, i) => {
          const state = shown?.steps[i] ?? 'to-come';
          return (
            <span
              key={step.id}
              className={`strip-step step-${state} step-kind-${step.kind}`}
              title={`${localText(step.title, language)}: ${translate(`saga.${state}`)} (${translate(`saga.${step.kind}`)})`}
            />
          );
        })}
      </span>
    </button>
  );
}
