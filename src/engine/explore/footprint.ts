import type { Value } from '../base/values.ts';
import type { Program } from '../sim/program.ts';

/** A set of resources: one bit each, in words of 32. */
export type Bits = Int32Array;

/**
 * What acts look at, change or use up, numbered. One that is told apart further by a value (a row by its key, a saga and a
 * processed message by their ids, the end of a channel ordered by key by that key) says nothing without it.
 */
export class Resources {
  readonly words: number;
  readonly #program: Program;
  readonly #starts: readonly number[];
  readonly #queueStarts: readonly number[];
  readonly #hard: Bits[] = [];
  readonly #soft: number[][] = [];

  constructor(program: Program) {
    this.#program = program;
    const { tables, services, channels, clients } = program;
    let queues = 0;
    this.#queueStarts = channels.map(({ consumers }) => {
      const start = queues;
      queues += consumers.length;
      return start;
    });
    let next = 0;
    this.#starts = COUNTED_BY.map((by) => {
      const start = next;
      next += by === 'one' ? 1 : by === 'queue' ? queues : { tables, services, channels, clients }[by].length;
      return start;
    });
    this.words = (next + 31) >> 5;
    for (let i = 0; i < next; i++) {
      this.#hard.push(this.none());
      this.#soft.push([]);
    }
    this.#relate();
  }

  /** By resource: its kind. */
  kinds(): Uint8Array {
    const kinds = new Uint8Array(this.#hard.length);
    this.#starts.forEach((start, kind) => kinds.fill(kind, start));
    return kinds;
  }

  none(): Bits {
    return new Int32Array(this.words);
  }

  /** Number of the queue of a consumer. */
  queue(channel: number, consumer: number): number {
    return (this.#queueStarts[channel] as number) + consumer;
  }

  of(kind: ResourceKind, index = 0): number {
    return (this.#starts[kind] as number) + index;
  }

  /** Everything that an act which uses the resource depends on, whatever the value is. */
  hardConflicts(resource: number): Bits {
    return this.#hard[resource] as Bits;
  }

  /** What it depends on if the values are equal, or one of them is not known. */
  softConflicts(resource: number): readonly number[] {
    return this.#soft[resource] as number[];
  }

  #relate(): void {
    const { tables, services, channels, clients } = this.#program;
    const hard = (a: number, b: number): void => {
      addBit(this.#hard[a] as Bits, b);
      addBit(this.#hard[b] as Bits, a);
    };
    const soft = (a: number, b: number): void => {
      (this.#soft[a] as number[]).push(b);
      if (a !== b) (this.#soft[b] as number[]).push(a);
    };
    const alone = (kind: ResourceKind, index = 0): void => hard(this.of(kind, index), this.of(kind, index));
    for (const { index } of tables) {
      const [read, write] = [this.of(Resource.tableRead, index), this.of(Resource.tableWrite, index)];
      const [readRow, writeRow] = [this.of(Resource.rowRead, index), this.of(Resource.rowWrite, index)];
      for (const other of [read, write, readRow, writeRow]) hard(write, other);
      hard(read, writeRow);
      soft(readRow, writeRow);
      soft(writeRow, writeRow);
    }
    for (const { index } of services) {
      for (const kind of SERVICE_ALONE) alone(kind, index);
      soft(this.of(Resource.inbox, index), this.of(Resource.inbox, index));
    }
    soft(this.of(Resource.saga), this.of(Resource.saga));
    for (const { index, ordering, consumers } of channels) {
      const [end, endOfKey] = [this.of(Resource.end, index), this.of(Resource.endOfKey, index)];
      const lostEnd = this.of(Resource.lostEnd, index);
      if (ordering !== 'none') {
        hard(end, end);
        hard(end, endOfKey);
        for (const other of [end, endOfKey, lostEnd]) hard(lostEnd, other);
        soft(endOfKey, endOfKey);
      }
      for (const [consumer, service] of consumers.entries()) {
        const queue = this.queue(index, consumer);
        const atOnce = this.of(Resource.atOnce, queue);
        hard(atOnce, this.of(Resource.freed, service));
        if (ordering !== 'none') hard(atOnce, this.of(Resource.passing, queue));
        for (const other of channels)
          for (const [at, otherService] of other.consumers.entries()) {
            if (otherService !== service) continue;
            const another = this.queue(other.index, at);
            hard(atOnce, this.of(Resource.place, another));
            if (another === queue && ordering === 'fifo') continue;
            hard(this.of(Resource.place, queue), this.of(Resource.place, another));
            hard(this.of(Resource.place, queue), this.of(Resource.passing, another));
          }
      }
    }
    for (const { index } of clients) alone(Resource.clientMailbox, index);
    for (const kind of ALONE) alone(kind);
    hard(this.of(Resource.ledgerWrite), this.of(Resource.ledgerRead));
  }
}

/** Kinds of resources; behind each what they are counted by. */
export const Resource = {
  tableRead: 0,
  tableWrite: 1,
  /** By key. */
  rowRead: 2,
  rowWrite: 3,
  /** A handler takes a place of an instance; by queue. */
  place: 4,
  /** A handler that is one choice needs a free place for no longer than that; by queue. */
  passing: 5,
  /** The end of a channel, where copies are added. */
  end: 6,
  /** The same of a channel ordered by key; by key. */
  endOfKey: 7,
  clientMailbox: 8,
  callMailbox: 9,
  outboxEnd: 10,
  /** The database is held while a transaction publishes before its commit. */
  holder: 11,
  /** A transaction that may wait for another, or that others may wait for. */
  waiting: 12,
  /** The database at statement granularity. */
  database: 13,
  /** By message. */
  inbox: 14,
  /** What a service has promised to send and has sent. */
  promises: 15,
  /** A saga instance; by its id. */
  saga: 16,
  requestBudget: 17,
  /** Sagas begin, end or take back what they did, where judges see the order of that and of what other sagas do. */
  ledgerWrite: 18,
  ledgerRead: 19,
  /** Rows that an invariant looks at all the time. */
  watched: 20,
  /** A saga is started: its id and its keys are not known before. No act conflicts by it. */
  start: 21,
  /** A client's request is handled as it is sent, if it can be; by queue. */
  atOnce: 22,
  /** Work ends, or an instance is there again: others may have its place. */
  freed: 23,
  /** The end of a channel, if an acknowledgement is lost and the copy stands behind all others again. */
  lostEnd: 24,
} as const;

export type ResourceKind = (typeof Resource)[keyof typeof Resource];

const COUNTED_BY: readonly ('one' | 'tables' | 'services' | 'channels' | 'clients' | 'queue')[] = [
  'tables',
  'tables',
  'tables',
  'tables',
  'queue',
  'queue',
  'channels',
  'channels',
  'clients',
  'services',
  'services',
  'services',
  'services',
  'services',
  'services',
  'services',
  'one',
  'one',
  'one',
  'one',
  'one',
  'one',
  'queue',
  'services',
  'channels',
];

const SERVICE_ALONE: readonly ResourceKind[] = [
  Resource.callMailbox,
  Resource.outboxEnd,
  Resource.holder,
  Resource.waiting,
  Resource.database,
  Resource.promises,
];

const ALONE: readonly ResourceKind[] = [Resource.requestBudget, Resource.ledgerWrite, Resource.watched];

export function addBit(bits: Bits, bit: number): void {
  bits[bit >> 5] = (bits[bit >> 5] as number) | (1 << (bit & 31));
}

export function hasBit(bits: Bits, bit: number): boolean {
  return ((bits[bit >> 5] as number) & (1 << (bit & 31))) !== 0;
}

export function addAll(bits: Bits, others: Bits): void {
  for (let i = 0; i < bits.length; i++) bits[i] = (bits[i] as number) | (others[i] as number);
}

/** What the acts that may come next of one part of the world depend on, exactly as things stand. */
export class Demand {
  /** Resources that nobody else may use. */
  readonly hard: Bits;
  /** Of these nobody else may use the one with the same value. */
  readonly soft: { readonly resource: number; readonly value: Value }[] = [];
  readonly #resources: Resources;

  constructor(resources: Resources) {
    this.#resources = resources;
    this.hard = resources.none();
  }

  /** @param value undefined: any, or not known */
  add(resource: number, value?: Value): void {
    addAll(this.hard, this.#resources.hardConflicts(resource));
    for (const other of this.#resources.softConflicts(resource))
      if (value === undefined) addBit(this.hard, other);
      else this.soft.push({ resource: other, value });
  }
}
