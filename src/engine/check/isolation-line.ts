import { Journal, emptyDigest } from '../base/journal.ts';
import { Values } from '../base/values.ts';
import { buildHistory } from '../trace/history.ts';
import { Trace } from '../trace/trace.ts';
import { CATALOGUE } from './catalogue.ts';
import type { AnomalyId } from './catalogue.ts';
import { check } from './check.ts';
import type { Finding } from './finding.ts';
import { IsolationScript, isolationNames, writeIsolationLine } from './isolation-script.ts';
import { createMonitors } from './monitors.ts';

export const TRANSACTION_ANOMALIES: readonly AnomalyId[] = CATALOGUE.filter(({ level }) => level === 'transaction').map(
  ({ id }) => id,
);

/** Both faces of the anomalies between transactions over one line of `isolation-script.ts`. */
export function judgeIsolationLine(line: string): {
  /** By the batch checker. */
  readonly found: readonly AnomalyId[];
  readonly monitored: readonly AnomalyId[];
  readonly findings: readonly Finding[];
} {
  const trace = new Trace(new Values());
  const initial = writeIsolationLine(line, new IsolationScript(trace.values, trace));
  const names = isolationNames(trace.values, initial);
  const { verdicts, findings } = check(buildHistory(trace, names, true), TRANSACTION_ANOMALIES);
  const digest = emptyDigest();
  const context = { journal: new Journal([digest]), values: trace.values, digest };
  const monitors = createMonitors(TRANSACTION_ANOMALIES, context, names);
  trace.replay(monitors);
  return {
    found: TRANSACTION_ANOMALIES.filter((id) => verdicts.get(id)?.kind === 'found'),
    monitored: TRANSACTION_ANOMALIES.filter((id) => monitors.found(id)),
    findings,
  };
}
