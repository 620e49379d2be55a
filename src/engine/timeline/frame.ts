import type { MessageKind, Publishing, Text } from '../model/document.ts';
import type { PlainValue } from '../trace/trace.ts';

/**
 * What there is to draw: plain data, made once for a program (`Structure`) and once for each moment that is looked at
 * (`Frame`). A view never changes either. Parts are named by their ids of the document.
 */
export interface Structure {
  readonly services: readonly ServiceStructure[];
  readonly channels: readonly ChannelStructure[];
  readonly sagas: readonly SagaStructure[];
  readonly clients: readonly ClientStructure[];
  readonly messageTypes: readonly { readonly id: string; readonly kind: MessageKind; readonly title?: Text }[];
  /** All tables of all services; entries speak of a table by its index here. Column i is bit i of a mask. */
  readonly tables: readonly TableStructure[];
}

export interface ServiceStructure {
  readonly id: string;
  readonly title: Text;
  readonly instances: number;
  readonly concurrency: number;
  readonly tables: readonly number[];
  readonly publishing: Publishing;
  /** There is something to put into it: a database, and a send inside a transaction. */
  readonly hasOutbox: boolean;
  readonly hasInbox: boolean;
  /** Sagas whose instances live here. */
  readonly sagas: readonly string[];
  readonly handlers: readonly {
    readonly message: string;
    readonly steps: readonly { readonly label: string; readonly depth: number; readonly text: string }[];
  }[];
}

export interface TableStructure {
  readonly id: string;
  readonly service: string;
  readonly title: Text;
  readonly key: string;
  readonly columns: readonly string[];
  /** Column -> id of its machine. */
  readonly machines: Readonly<Record<string, string>>;
}

export interface ChannelStructure {
  readonly id: string;
  readonly title: Text;
  readonly kind: 'point-to-point' | 'publish-subscribe';
  readonly delivery: 'at-most-once' | 'at-least-once';
  /** Ids of services and clients that can send to it. */
  readonly from: readonly { readonly kind: 'service' | 'client'; readonly id: string }[];
  readonly to: readonly string[];
}

export interface SagaStructure {
  readonly id: string;
  readonly title: Text;
  readonly owner: string;
  readonly steps: readonly {
    readonly id: string;
    readonly title: Text;
    readonly kind: 'compensatable' | 'pivot' | 'retriable';
    readonly hasCompensation: boolean;
    /** The participant that the command goes to, if the step has one. */
    readonly participant?: string;
  }[];
  /** Id in `machines` of the scenario's derived machines: the orchestrator's own chart, as XState configuration. */
  readonly machine: unknown;
}

export interface ClientStructure {
  readonly id: string;
  readonly title: Text;
  readonly requests: readonly {
    readonly id: string;
    readonly message: string;
    readonly to: string;
    readonly count: number;
  }[];
}

/** The world after a step. */
export interface Frame {
  /** How many choices have been made. */
  readonly step: number;
  /** How many entries have been recorded. */
  readonly entries: number;
  readonly timeMicros: number;
  readonly services: readonly ServiceFrame[];
  readonly channels: readonly ChannelFrame[];
  readonly sagas: readonly SagaFrame[];
  readonly clients: readonly ClientFrame[];
  /** What may happen next, in the documented order. */
  readonly choices: readonly ChoiceFrame[];
  readonly stateDigest: string;
}

export interface ServiceFrame {
  readonly id: string;
  readonly instances: readonly InstanceFrame[];
  readonly tables: readonly { readonly id: string; readonly rows: readonly RowFrame[] }[];
  /** Oldest first. */
  readonly outbox: readonly { readonly message: string; readonly type: string }[];
  readonly inboxSize: number;
  /** Of a database at statement granularity; undefined at level atomic. */
  readonly database?: DatabaseFrame;
}

/** Open transactions, locks and versions. Transactions are texts of identities, tables and keys as in `tables`. */
export interface DatabaseFrame {
  readonly sessions: readonly SessionFrame[];
  readonly locks: readonly {
    readonly table: string;
    readonly key: PlainValue;
    readonly holders: readonly { readonly transaction: string; readonly mode: LockModeName }[];
    readonly waiting: readonly { readonly transaction: string; readonly mode: LockModeName }[];
  }[];
  /** Versions of a row that not everyone sees: uncommitted ones of a writer, older ones of a snapshot. Null: no row. */
  readonly versions: readonly {
    readonly table: string;
    readonly key: PlainValue;
    readonly kind: 'uncommitted' | 'snapshot';
    readonly transaction: string;
    readonly values: readonly PlainValue[] | null;
  }[];
}

export type LockModeName = 'key-share' | 'share' | 'no-key-update' | 'update';

export interface SessionFrame {
  readonly transaction: string;
  readonly level: 'read-uncommitted' | 'read-committed' | 'repeatable-read' | 'serializable';
  readonly state: 'active' | 'waiting' | 'failed';
  /** Sees the database as it was at its first statement. */
  readonly snapshot: boolean;
  /** The row that it waits for, and the transactions that hold it. */
  readonly waitsFor?: { readonly table: string; readonly key: PlainValue; readonly by: readonly string[] };
}

export interface InstanceFrame {
  readonly up: boolean;
  readonly work: readonly WorkFrame[];
}

export interface WorkFrame {
  /** Text of the identity of the message that is handled. */
  readonly message: string;
  readonly type: string;
  readonly delivery: number;
  /** Index of the handler's next step among `ServiceStructure.handlers[...].steps`; -1 when only the acknowledgement is left. */
  readonly stepIndex: number;
  readonly state: 'ready' | 'waiting' | 'blocked';
  readonly reason?: string;
  /** The transaction that it has open at statement granularity. */
  readonly transaction?: string;
  /** The transactions whose locks it waits for. */
  readonly blockedBy?: readonly string[];
  /** Rows that its transaction has read: it begins again when one of them changes. */
  readonly waitsFor?: readonly RowAwaited[];
  readonly variables: readonly { readonly name: string; readonly value: PlainValue }[];
}

export interface RowAwaited {
  /** Id of the table. */
  readonly table: string;
  /** Null: any row of the table. */
  readonly key: PlainValue;
  /** Text of the transaction that wrote it last; null for an initial row or none. */
  readonly writer: string | null;
}

export interface RowFrame {
  readonly key: PlainValue;
  readonly values: readonly PlainValue[];
  /** For each column the text of the transaction that wrote it, or null for an initial value. */
  readonly writers: readonly (string | null)[];
}

export interface ChannelFrame {
  readonly id: string;
  /** Copies in the channel, by consumer, head first. */
  readonly queues: readonly { readonly consumer: string; readonly items: readonly QueueItemFrame[] }[];
}

export interface QueueItemFrame {
  readonly message: string;
  readonly type: string;
  readonly copy: number;
  readonly deliveries: number;
  /** `out`: delivered and not acknowledged yet. `returning`: its acknowledgement was lost or refused. */
  readonly state: 'ready' | 'out' | 'returning';
  readonly payload: Readonly<Record<string, PlainValue>>;
}

export type SagaStepState = 'to-come' | 'running' | 'done' | 'failed' | 'compensating' | 'compensated';

export interface SagaFrame {
  readonly id: string;
  readonly saga: string;
  readonly state: string;
  readonly outcome: 'running' | 'completed' | 'compensated' | 'failed';
  readonly steps: readonly SagaStepState[];
  readonly data: Readonly<Record<string, PlainValue>>;
}

export interface ClientFrame {
  readonly id: string;
  readonly requests: readonly {
    readonly id: string;
    readonly ordinal: number;
    readonly state: 'to-come' | 'waiting' | 'succeeded' | 'failed' | 'sent';
  }[];
}

export type ChoiceKind =
  | 'request'
  | 'deliver'
  | 'run'
  | 'acknowledge'
  | 'relay'
  | 'redeliver'
  | 'timer'
  | 'crash'
  | 'restart';

export interface ChoiceFrame {
  /** Stable text: what a script, a link and a counterexample write down. */
  readonly name: string;
  readonly kind: ChoiceKind;
  /** Fault variants of the same act, and crashes. */
  readonly fault: boolean;
  /** The part it happens at, as `service:order`, `channel:orders`, `client:customer`. */
  readonly part: string;
  readonly message?: string;
  readonly messageType?: string;
}
