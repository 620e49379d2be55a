import { NULL } from '../base/values.ts';
import type { Value } from '../base/values.ts';
import { WriteForm } from '../trace/entry.ts';
import { NO_ROW } from './isolation-script.ts';
import type { IsolationScript, ScriptVersion } from './isolation-script.ts';

/** What transactions see of each other; no store refuses or waits, so all anomalies of the level come about. */
export type RandomLevel = 'dirty' | 'committed' | 'snapshot';

export const RANDOM_LEVELS: readonly RandomLevel[] = ['dirty', 'committed', 'snapshot'];
export const NUMBERS_OF_STEP = 4;

const KEYS = ['x', 'y', 'z'] as const;
const PREDICATES = ['%2', '%3', '>=3', 'all'] as const;
const FORMS = [WriteForm.absolute, WriteForm.absolute, WriteForm.absolute, WriteForm.delta, WriteForm.delete] as const;

interface Open {
  readonly id: Value;
  readonly own: Map<string, ScriptVersion>;
  readonly snapshot: ReadonlyMap<string, ScriptVersion>;
}

/** Interleaved transactions over three rows, the first of which is there at the start, one step at a time. */
export class RandomIsolation {
  readonly #script: IsolationScript;
  readonly #level: RandomLevel;
  readonly #committed = new Map<string, ScriptVersion>();
  /** By key: versions of open and committed transactions, in the order in which they were written. */
  readonly #stack = new Map<string, { writer: Value; version: ScriptVersion }[]>();
  #open: Open[] = [];
  #begun = 0;

  constructor(script: IsolationScript, level: RandomLevel) {
    this.#script = script;
    this.#level = level;
    const first = { version: NULL, row: script.values.tuple(script.values.integer(INITIAL_ROWS.get('x') ?? 0)) };
    this.#committed.set('x', first);
  }

  step(numbers: readonly number[]): void {
    const [what = 0, which = 0, key = 0, content = 0] = numbers;
    const open = this.#open[which % (this.#open.length + 1)];
    if (open === undefined) {
      if (this.#open.length < 4) this.#begin();
      return;
    }
    const row = KEYS[key % KEYS.length] ?? 'x';
    if (what < 14) this.#script.read(open.id, row, this.#visible(open, row));
    else if (what < 28) this.#write(open, row, content);
    else if (what < 36) this.#query(open, PREDICATES[content % PREDICATES.length] ?? 'all');
    else this.#end(open, what < 50);
  }

  finish(): void {
    for (const open of this.#open.slice()) this.#end(open, true);
  }

  #begin(): void {
    const id = this.#script.begin(`T${++this.#begun}`);
    this.#open.push({ id, own: new Map(), snapshot: new Map(this.#committed) });
  }

  #visible({ own, snapshot }: Open, key: string): ScriptVersion {
    if (this.#level === 'dirty') return this.#stack.get(key)?.at(-1)?.version ?? this.#committed.get(key) ?? NO_ROW;
    return own.get(key) ?? (this.#level === 'snapshot' ? snapshot : this.#committed).get(key) ?? NO_ROW;
  }

  #write(open: Open, key: string, content: number): void {
    const over = this.#visible(open, key);
    const form = over.row === NULL ? WriteForm.insert : (FORMS[content % FORMS.length] ?? WriteForm.absolute);
    const version = this.#script.write(open.id, key, form === WriteForm.delete ? null : content, form, over);
    open.own.set(key, version);
    const stack = this.#stack.get(key) ?? [];
    this.#stack.set(key, stack);
    stack.push({ writer: open.id, version });
  }

  #query(open: Open, predicate: string): void {
    const seen = KEYS.map((key) => [key, this.#visible(open, key)] as const);
    this.#script.query(
      open.id,
      predicate,
      seen.filter(([, { version, row }]) => version !== NULL || row !== NULL),
    );
  }

  #end(open: Open, commits: boolean): void {
    this.#open = this.#open.filter((other) => other !== open);
    if (commits) {
      for (const [key, version] of open.own) this.#committed.set(key, version);
      this.#script.commit(open.id);
      return;
    }
    for (const [key, stack] of this.#stack)
      this.#stack.set(
        key,
        stack.filter(({ writer }) => writer !== open.id),
      );
    this.#script.rollBack(open.id);
  }
}

export const INITIAL_ROWS: ReadonlyMap<string, number> = new Map([['x', 6]]);
