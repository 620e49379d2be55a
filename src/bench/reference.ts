import { make } from './order-saga/model.mjs';

export interface ReferenceFigures {
  readonly states: number;
  readonly transitions: number;
  readonly milliseconds: number;
}

/**
 * The reference explorer: a model of the same kind written by hand over flat bytes, with an exact hash table. What
 * JavaScript can do at its limit; the bench shows ours beside it.
 */
export function exploreReference(options: Readonly<Record<string, number>>): ReferenceFigures {
  const started = performance.now();
  const model = make(options);
  const size = model.SZ;
  const seen = new Set<string>();
  const stack: Uint8Array[] = [];
  const next = new Uint8Array(size);
  let transitions = 0;
  const add = (state: Uint8Array): void => {
    const key = String.fromCharCode(...state);
    if (seen.has(key)) return;
    seen.add(key);
    stack.push(state.slice());
  };
  add(model.init());
  for (let state = stack.pop(); state !== undefined; state = stack.pop())
    model.succ(state, next, () => {
      transitions++;
      add(next);
    });
  return { states: seen.size, transitions, milliseconds: performance.now() - started };
}
