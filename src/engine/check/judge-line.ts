import { Journal, emptyDigest } from '../base/journal.ts';
import { Values } from '../base/values.ts';
import { buildHistory } from '../trace/history.ts';
import type { History } from '../trace/history.ts';
import { Trace } from '../trace/trace.ts';
import { ANOMALY_IDS } from './anomaly-ids.ts';
import type { AnomalyId } from './catalogue.ts';
import { check } from './check.ts';
import type { Finding } from './finding.ts';
import { createMonitors } from './monitors.ts';
import { EntryScript, SCRIPT_NAMES, writeLine } from './script.ts';

export function traceOfLine(line: string): Trace {
  const trace = new Trace(new Values());
  writeLine(line, new EntryScript(trace.values, trace));
  return trace;
}

export function historyOfLine(line: string, quiescent = true): History {
  return buildHistory(traceOfLine(line), SCRIPT_NAMES, quiescent);
}

export interface Judgement {
  /** By the batch checker. */
  readonly found: readonly AnomalyId[];
  /** By the monitors. */
  readonly monitored: readonly AnomalyId[];
  readonly findings: readonly Finding[];
}

/** Both faces of all anomalies over one line of `script.ts`. */
export function judgeLine(line: string, quiescent = true): Judgement {
  const trace = traceOfLine(line);
  const { verdicts, findings } = check(buildHistory(trace, SCRIPT_NAMES, quiescent));
  const digest = emptyDigest();
  const monitors = createMonitors(ANOMALY_IDS, { journal: new Journal([digest]), values: trace.values, digest });
  trace.replay(monitors);
  monitors.finish(quiescent);
  return {
    found: ANOMALY_IDS.filter((id) => verdicts.get(id)?.kind === 'found'),
    monitored: ANOMALY_IDS.filter((id) => monitors.found(id)),
    findings,
  };
}
