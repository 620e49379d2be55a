import type { History } from '../trace/history.ts';
import { ANOMALIES } from './anomalies.ts';
import { ANOMALY_IDS, needsQuiescence } from './anomaly-ids.ts';
import type { AnomalyId } from './catalogue.ts';
import type { CheckResult, Finding, Verdict } from './finding.ts';
import { buildSagaHistory } from './saga-history.ts';

/** Judges a history. @param ids the anomalies to look for; left out: all */
export function check(history: History, ids: readonly AnomalyId[] = ANOMALY_IDS): CheckResult {
  const sagas = buildSagaHistory(history);
  const verdicts = new Map<AnomalyId, Verdict>();
  const all: Finding[] = [];
  for (const id of ids) {
    const [first, ...others] = ANOMALIES[id].findings(history, sagas);
    if (first !== undefined) {
      verdicts.set(id, { kind: 'found', findings: [first, ...others] });
      all.push(first, ...others);
    } else if (needsQuiescence(id) && !history.quiescent)
      verdicts.set(id, { kind: 'unknown', reason: 'not-quiescent' });
    else verdicts.set(id, { kind: 'none' });
  }
  return { verdicts, findings: all.sort((a, b) => a.at - b.at) };
}
