import { parseScenario, prepare } from '../engine/index.ts';
import type { OptionValues, Program } from '../engine/index.ts';

/** A document as a reader would bring it, parsed, checked and compiled. */
export function scenarioProgram(document: unknown, options: OptionValues = {}): Program {
  const parsed = parseScenario(JSON.parse(JSON.stringify(document)));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const prepared = prepare(parsed.value, options);
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.problems));
  return prepared.value;
}
