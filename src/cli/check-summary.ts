import type { CellReport } from './check-answer.ts';

/** What a matrix comes to. The exit code is that of the process. */
export interface CheckSummary {
  readonly cells: number;
  readonly ok: number;
  /** Found what must not be, or not found what is claimed to be reachable. */
  readonly violated: number;
  /** Stopped early, and nothing found. */
  readonly unknown: number;
  readonly states: number;
  readonly exitCode: 0 | 1 | 3;
}

export function summaryOf(reports: readonly CellReport[]): CheckSummary {
  const count = (wanted: boolean | null): number => reports.filter(({ ok }) => ok === wanted).length;
  const violated = count(false);
  const unknown = count(null);
  return {
    cells: reports.length,
    ok: count(true),
    violated,
    unknown,
    states: reports.reduce((sum, { states }) => sum + states, 0),
    exitCode: violated > 0 ? 1 : unknown > 0 ? 3 : 0,
  };
}
