/**
 * Throws when a condition that the engine itself must uphold is false. Always on. One condition for each call.
 * Wrong input from outside is never asserted: it is a `Result`.
 */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Marks a place that no value can reach; the compiler checks the `never`. */
export function unreachable(value: never, what: string): never {
  throw new InvariantError(`${what}: ${String(value)}`);
}

export class InvariantError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InvariantError';
  }
}
