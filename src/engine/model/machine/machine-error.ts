/**
 * A machine that cannot go on at run time: `machine-endless` when a step takes more than a hundred microsteps,
 * `machine-state` when a text is none of the machine's states. The simulator turns it into a simulated failure.
 */
export class MachineError extends Error {
  readonly code: 'machine-endless' | 'machine-state';
  readonly machine: string;
  readonly state: string;

  constructor(code: 'machine-endless' | 'machine-state', machine: string, state: string) {
    super(
      code === 'machine-endless'
        ? `Machine ${machine} does not come to rest from ${state}.`
        : `Machine ${machine} has no state ${state}.`,
    );
    this.name = 'MachineError';
    this.code = code;
    this.machine = machine;
    this.state = state;
  }
}
