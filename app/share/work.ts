import type { Scenario } from '../../src/engine/index.ts';
import { openStorage } from './storage.ts';
import type { Kept } from './storage.ts';

/** The reader's own documents, newest first: each as the page would read it from a file. */
interface Work {
  /** Of the same document, edited on. */
  readonly id: number;
  readonly json: string;
}

const KEY = 'sagascope.work';
const KEPT_WORKS = 8;

/** Keeps what a reader wrote, from one visit to the next. What is opened by a link is never kept over it. */
export class WorkShelf {
  readonly #kept: Kept;
  #works: readonly Work[];

  constructor(kept: Kept = openStorage()) {
    this.#kept = kept;
    this.#works = read(kept.get(KEY));
  }

  /** The document that was edited last, as JSON. */
  get newest(): Work | undefined {
    return this.#works[0];
  }

  /** Keeps a document under an id, or under a new one. */
  keep(id: number | undefined, scenario: Scenario): number {
    const kept = id ?? Math.max(0, ...this.#works.map((work) => work.id)) + 1;
    const others = this.#works.filter((work) => work.id !== kept);
    this.#works = [{ id: kept, json: JSON.stringify(scenario) }, ...others].slice(0, KEPT_WORKS);
    this.#kept.set(KEY, JSON.stringify(this.#works));
    return kept;
  }
}

function read(text: string | undefined): readonly Work[] {
  try {
    const works: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(works) ? works.filter(isWork) : [];
  } catch {
    return [];
  }
}

function isWork(value: unknown): value is Work {
  if (typeof value !== 'object' || value === null) return false;
  const { id, json } = value as Partial<Record<keyof Work, unknown>>;
  return typeof id === 'number' && Number.isSafeInteger(id) && typeof json === 'string';
}
