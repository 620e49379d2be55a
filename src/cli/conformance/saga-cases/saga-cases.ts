import { success } from '../../../engine/base/result.ts';
import type { CaseResult, ConformanceForm, Difference } from '../form.ts';
import { parseSagaCases } from './case.ts';
import type { SagaCase } from './case.ts';
import { driveCase } from './drive.ts';
import { compareExpectation } from './expectation.ts';
import { Observation } from './observation.ts';

/** The form `saga-cases/1`: what sagas of two example applications do. Levels are the cases' bases: tested, code, design. */
export const sagaCases: ConformanceForm = {
  format: 'saga-cases/1',
  profiles: ['eventuate'],
  check(document) {
    const cases = parseSagaCases(document);
    return cases.ok ? success(cases.value.map(checkSagaCase)) : cases;
  },
};

export function checkSagaCase(one: SagaCase): CaseResult {
  const { run, requests, differences } = driveCase(one);
  const observation = new Observation(run);
  const all: Difference[] = [...differences, ...compareExpectation(one, observation, requests)];
  const isTriedAgain = observation.commands().some(({ attempt }) => attempt > 1);
  const note = isTriedAgain ? { note: 'a command that failed was tried again' } : {};
  return { id: one.id, level: one.basis, differences: all, allowed: false, ...note };
}
