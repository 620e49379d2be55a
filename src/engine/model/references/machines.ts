import { compileMachine } from '../machine/compile.ts';
import { parseMachine } from '../machine/parse.ts';
import type { MachineProblem } from '../machine/problem.ts';
import type { GuardReference, Machine, MachineConfig } from '../machine/types.ts';
import { memberPath } from '../pointer.ts';
import type { Checking } from './checking.ts';

/** Machines by what they are made of: those of the variants are nearly always the same. */
export class MachineTypes {
  readonly #byText = new Map<string, Machine>();
  readonly #byConfig = new WeakMap<MachineConfig, Machine>();

  /** What is wrong with a machine. */
  parse(config: MachineConfig, path: string): readonly MachineProblem[] {
    const text = JSON.stringify(config);
    let machine = this.#byText.get(text);
    if (machine === undefined) {
      const parsed = parseMachine(config, path);
      if (!parsed.ok) return parsed.problems;
      machine = compileMachine(parsed.value);
      this.#byText.set(text, machine);
    }
    this.#byConfig.set(config, machine);
    return [];
  }

  /** The machine, or undefined if it has problems of its own. */
  machineOf(config: MachineConfig): Machine | undefined {
    return this.#byConfig.get(config);
  }
}

export function checkMachines(checking: Checking): void {
  for (const [id, config] of Object.entries(checking.scenario.machines ?? {}))
    for (const found of checking.machineTypes.parse(config, memberPath('/machines', id))) checking.problems.push(found);
}

/** Whether a state takes events that none names. */
export function takesAnyEvent(machine: Machine): boolean {
  return machine.describe().transitions.some(({ event }) => event === '*');
}

/** The expression that a guard of a row's machine is, or undefined if it is another guard. */
export function conditionOf({ type, params }: GuardReference): string | undefined {
  const { when } = params;
  return type === 'cel' && typeof when === 'string' ? when : undefined;
}
