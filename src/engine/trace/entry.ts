import type { Value } from '../base/values.ts';

/**
 * What can happen, as data. An entry has a kind, an actor and up to seven fields; `step` of the simulator gives them to
 * a sink as plain integers. A field is either an index of a part of the program (`service`, `channel`, `table` ...), a
 * small number, or an interned value; `ENTRY_FIELDS` says which, so that a trace can be read without the simulator.
 *
 * Actors are values: the identity of a piece of work (a frame: one attempt of one instance to handle one message), a
 * client, a relay, a saga instance or a service instance. They exist to draw causes: unless said otherwise an entry is
 * caused by its actor's previous entry.
 */
export const EntryKind = {
  /** A client decided to send its next request. */
  requested: 1,
  /**
   * A message left its sender. Fate: what the network did with it. Transaction: the one still open when it left, or null.
   * Content: a tuple whose last field is the outcome, 0 unless the message is a reply of failure.
   */
  sent: 2,
  /** A copy of a message reached an instance of a consumer (or a client) and work began. Caused by `sent`. */
  delivered: 3,
  /** A row was read, or found absent. */
  read: 4,
  /** A row was written; it becomes visible to others by `committed`. */
  written: 5,
  /** A local transaction began. */
  begun: 6,
  committed: 7,
  rolledBack: 8,
  /** A message row was inserted into the outbox by the transaction. */
  outboxed: 9,
  /** A transaction committed whose sends follow only now, outside of it (publishing after the commit). */
  intended: 10,
  /** The relay took the published row out of the outbox. */
  marked: 11,
  acknowledged: 12,
  /** A delivered copy went back into its channel, to its old place. */
  requeued: 13,
  /** A copy left its channel for good without having been handled. */
  deadLettered: 14,
  /** The idempotent consumer knew the message and did nothing. */
  skipped: 15,
  sagaStarted: 16,
  /** The saga's machine took a transition. */
  sagaMoved: 17,
  sagaEnded: 18,
  /** An entity's machine was given an event. The `read` of its column is the entry before; `to` is null if it refused. */
  transitioned: 19,
  crashed: 20,
  restarted: 21,
  timerArmed: 22,
  timerFired: 23,
  /** A client received the answer to a request, or gave up on it. */
  answered: 24,
  /** The work on a delivered copy ended. */
  handled: 25,
  /** Work cannot go on until a row, a lock or a reply comes. */
  blocked: 26,
  resumed: 27,
  /** A reply reached a saga that does not wait for it; nothing was done. */
  ignored: 28,
  /** Rows were read by a condition: the predicate, and all rows that it was judged on. Its reads of rows follow. */
  queried: 29,
} as const;

export type EntryKindName = keyof typeof EntryKind;
export type EntryKindCode = (typeof EntryKind)[EntryKindName];

/** Names by entry kind code. */
export const ENTRY_KIND_NAMES: readonly EntryKindName[] = (() => {
  const names: EntryKindName[] = [];
  for (const [name, code] of Object.entries(EntryKind)) names[code] = name as EntryKindName;
  return names;
})();

/** How a field is to be read. `value` is an interned value; the others are integers, some of them indexes of parts. */
export type FieldKind =
  | 'value'
  | 'service'
  | 'instance'
  | 'channel'
  | 'client'
  | 'table'
  | 'saga'
  | 'messageType'
  | 'count'
  | 'mask'
  | 'fate'
  | 'form'
  | 'role'
  | 'outcome';

export interface FieldDescription {
  readonly name: string;
  readonly kind: FieldKind;
}

const value = (name: string): FieldDescription => ({ name, kind: 'value' });
const index = (kind: FieldKind): FieldDescription => ({ name: kind, kind });
const count = (name: string): FieldDescription => ({ name, kind: 'count' });

/** The fields of each kind, in the order of the sink's arguments after the actor; at most `FIELD_COUNT`. */
export const ENTRY_FIELDS: Readonly<Record<EntryKindName, readonly FieldDescription[]>> = {
  requested: [index('client'), value('request'), value('message')],
  // destination client: 0, or 1 + the client's index when a reply goes straight to a client (the channel is then -1)
  sent: [
    value('message'),
    index('messageType'),
    index('channel'),
    index('fate'),
    value('transaction'),
    count('toClient'),
    value('content'),
  ],
  delivered: [
    value('message'),
    count('copy'),
    count('delivery'),
    index('channel'),
    index('service'),
    index('instance'),
    index('messageType'),
  ],
  read: [value('transaction'), index('table'), value('key'), index('mask'), value('versions'), value('row')],
  written: [
    value('transaction'),
    index('table'),
    value('key'),
    index('mask'),
    index('form'),
    value('versions'),
    value('row'),
  ],
  begun: [value('transaction'), index('service'), value('saga'), value('step'), index('role'), value('message')],
  committed: [value('transaction')],
  rolledBack: [value('transaction'), value('reason')],
  outboxed: [value('transaction'), value('message'), index('messageType'), index('channel'), value('content')],
  intended: [value('transaction'), value('message'), index('messageType'), index('channel')],
  marked: [index('service'), value('message')],
  acknowledged: [value('message'), count('copy'), index('channel'), index('fate')],
  requeued: [value('message'), count('copy'), index('channel'), value('reason'), count('consumer')],
  deadLettered: [value('message'), count('copy'), index('channel'), value('reason'), count('consumer')],
  skipped: [value('message'), index('service')],
  sagaStarted: [value('saga'), index('saga'), value('transaction'), value('step'), value('state')],
  sagaMoved: [value('saga'), index('saga'), value('transaction'), value('event'), value('from'), value('to')],
  sagaEnded: [value('saga'), index('saga'), value('transaction'), index('outcome')],
  transitioned: [
    value('transaction'),
    index('table'),
    value('key'),
    value('column'),
    value('event'),
    value('from'),
    value('to'),
  ],
  crashed: [index('service'), index('instance')],
  restarted: [index('service'), index('instance')],
  timerArmed: [value('timer')],
  timerFired: [value('timer')],
  answered: [index('client'), value('request'), value('message'), index('outcome')],
  handled: [value('message'), index('service'), index('instance'), index('outcome'), value('reason')],
  blocked: [index('service'), index('instance'), value('reason'), count('table'), value('key'), value('by')],
  resumed: [index('service'), index('instance')],
  // seen: a tuple of (key, versions by column, matched) for each row looked at
  queried: [value('transaction'), index('table'), value('predicate'), value('seen')],
  ignored: [value('saga'), index('saga'), value('message')],
};

export const FIELD_COUNT = 7;

/** What the network did with a message (or an acknowledgement) when it was sent. */
export const Fate = { arrived: 0, lost: 1, duplicated: 2 } as const;

/** `read.mask` and `written.mask`: bit i is column i of the table in document order, the key column not counted. Deletes and
 * inserts touch all columns. */

/** The form of a write. */
export const WriteForm = { insert: 0, absolute: 1, delta: 2, delete: 3 } as const;

/** What a local transaction is to a saga. */
export const TransactionRole = { other: 0, forward: 1, compensation: 2, orchestration: 3 } as const;

/** How a saga, a piece of work or a request ended. */
export const Outcome = {
  /** Saga completed; message handled; request answered with success. */
  completed: 0,
  /** Saga undone; request answered with failure. */
  compensated: 1,
  /** Saga ended without having been undone; message refused; request given up. */
  failed: 2,
} as const;

/**
 * Takes what happens. The simulator calls it in order, within a step; the arguments after `actor` are the fields of
 * `ENTRY_FIELDS`, those a kind does not have are 0.
 *
 * Versions: `read.versions` is a tuple with one version for each column of the table (in column order; those outside the
 * mask too), `written.versions` a tuple of pairs: (previous version, new version) for each column inside the mask, null
 * outside. A version is a tuple (transaction, ordinal of the statement in it), and null for an initial row or absence.
 */
export interface Sink {
  emit(
    kind: EntryKindCode,
    actor: Value,
    a?: number,
    b?: number,
    c?: number,
    d?: number,
    e?: number,
    f?: number,
    g?: number,
  ): void;
}

/** Takes everything and keeps nothing. */
export const silentSink: Sink = { emit() {} };
