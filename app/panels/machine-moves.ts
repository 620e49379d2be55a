import { EntryKind, FIELD_COUNT } from '../../src/engine/index.ts';
import type { Scenario } from '../../src/engine/index.ts';
import type { Language } from '../i18n/language.ts';
import { localText } from '../i18n/text.tsx';
import { plainOf, plainText } from '../state/plain.ts';
import type { Run } from '../state/run.ts';

/** A transition that a machine of the run took. */
export interface MachineMove {
  readonly actor: string;
  readonly config: unknown;
  readonly event: string;
  readonly from: string;
  readonly to: string;
}

/** The transitions of orchestrators and rows among the entries from `from` up to `to`. */
export function machineMoves(
  run: Run,
  scenario: Scenario,
  from: number,
  to: number,
  language: Language,
): MachineMove[] {
  const { trace, structure } = run;
  const moves: MachineMove[] = [];
  for (let i = from; i < to; i++) {
    const raw = (index: number): number => trace.fields[i * FIELD_COUNT + index] as number;
    const text = (index: number): string => plainText(plainOf(trace, raw(index)));
    if (trace.kinds[i] === EntryKind.sagaMoved) {
      const saga = structure.sagas[raw(1)];
      if (saga === undefined) continue;
      moves.push({
        actor: `${localText(saga.title, language)} ${text(0)}`,
        config: saga.machine,
        event: text(3),
        from: text(4),
        to: text(5),
      });
    } else if (trace.kinds[i] === EntryKind.transitioned) {
      const table = structure.tables[raw(1)];
      if (table === undefined) continue;
      const config = scenario.machines?.[table.machines[text(3)] ?? ''];
      moves.push({
        actor: `${localText(table.title, language)} ${text(2)}`,
        config,
        event: text(4),
        from: text(5),
        to: text(6),
      });
    }
  }
  return moves;
}
