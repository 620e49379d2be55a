import { CATALOGUE } from '../engine/index.ts';
import type { WitnessOperation } from '../engine/index.ts';
import type { FindingReport, RunReport } from './run.ts';

/** A run for people: what it came to, then each finding with its witness. */
export function runText({ seed, digest, entries, findings, violated, outcome }: RunReport): string {
  const lines = [
    `seed ${seed}: ${entries} entries, ${outcome}, digest ${digest}`,
    ...findings.flatMap(findingLines),
    ...violated.map((id) => `  the invariant ${id} does not hold at the end`),
  ];
  if (findings.length === 0 && violated.length === 0) lines.push('  nothing found');
  return `${lines.join('\n')}\n`;
}

function findingLines({ anomaly, subtype, at, witness }: FindingReport): string[] {
  const title = CATALOGUE.find(({ id }) => id === anomaly)?.title.en ?? anomaly;
  const kind = subtype === undefined ? '' : `, ${subtype}`;
  return [
    `  ${title} (${anomaly}${kind}) at entry ${at}`,
    ...witness.operations.map((one) => `    ${operationText(one)}`),
  ];
}

function operationText(operation: WitnessOperation): string {
  const { role, entry, service, table, key, column, value, message, saga, step, compensating, transaction } = operation;
  const item =
    table === undefined ? undefined : `${service}/${table}[${String(key)}]${column === undefined ? '' : `.${column}`}`;
  const by = saga ?? transaction;
  const parts = [
    `${role}${entry < 0 ? '' : ` at ${entry}`}:`,
    item === undefined ? message : `${item} = ${JSON.stringify(value ?? null)}`,
    by === undefined ? undefined : `by ${by}`,
    step === undefined ? undefined : `${compensating === true ? 'undoing' : 'step'} ${step}`,
  ];
  return parts.filter((part) => part !== undefined).join(' ');
}
