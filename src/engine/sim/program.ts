import type { Distribution } from '../base/draw.ts';
import type { Scalar, Value, Values } from '../base/values.ts';
import type { Expression as CompiledExpression, ScalarType } from '../model/expression/expression.ts';
import type { MessageKind, Publishing, Scenario } from '../model/document.ts';
import type { ContainerContext } from '../base/containers.ts';
import type { Database, DatabaseSettings } from './database/database.ts';
import type { IsolationLevel } from './database/profile.ts';
import type { WaitPolicy } from './database/statement.ts';
import type { Machine } from '../model/machine/types.ts';
import type { executeInSession, resolvePredicate } from './session.ts';

/** Databases at statement granularity, and the sessions in them. */
export interface StatementGranularity {
  createDatabase(name: string, context: ContainerContext, settings: DatabaseSettings): Database;
  readonly executeInSession: typeof executeInSession;
  readonly resolvePredicate: typeof resolvePredicate;
}

/**
 * A scenario compiled once: ids are indexes, expressions closures, handlers flat lists of instructions with a program
 * counter. It never changes during a run; only its table of interned values grows.
 */
export interface Program {
  readonly scenario: Scenario;
  readonly values: Values;
  readonly messageTypes: readonly MessageTypeProgram[];
  readonly services: readonly ServiceProgram[];
  readonly tables: readonly TableProgram[];
  readonly channels: readonly ChannelProgram[];
  readonly sagas: readonly SagaProgram[];
  readonly clients: readonly ClientProgram[];
  readonly invariants: readonly InvariantProgram[];
  /** Undefined where no database needs it. */
  readonly statements: StatementGranularity | undefined;
}

export interface MessageTypeProgram {
  readonly index: number;
  readonly id: string;
  readonly kind: MessageKind;
  readonly fields: readonly string[];
  readonly types: readonly ScalarType[];
}

/** An expression, or a constant, ready to be evaluated over registers. */
export type Term = Pick<CompiledExpression, 'evaluate'>;

export interface TableProgram {
  readonly index: number;
  readonly id: string;
  readonly service: number;
  readonly keyName: string;
  readonly keyType: ScalarType;
  readonly columns: readonly string[];
  readonly types: readonly ScalarType[];
  readonly columnNames: readonly Value[];
  /** By column: the machine that its value is a state of. */
  readonly machines: readonly (Machine | undefined)[];
  /** Interned tuples of column values by interned key. */
  readonly rows: readonly (readonly [Value, Value])[];
}

export interface ServiceProgram {
  readonly index: number;
  readonly id: string;
  readonly instances: number;
  readonly concurrency: number;
  readonly serviceTimeMicros: Distribution;
  readonly hasDatabase: boolean;
  /** Of a database at statement granularity; undefined: atomic transactions. */
  readonly isolation: IsolationLevel | undefined;
  readonly publishing: Publishing;
  readonly relayIntervalMicros: Distribution;
  readonly relayBatch: number;
  readonly inbox: boolean;
  readonly wholeHandlers: boolean;
  readonly tables: readonly number[];
  /** By message type index. */
  readonly handlers: readonly (HandlerProgram | undefined)[];
  /** What is done with replies to this service's sagas. */
  readonly sagaReplies: HandlerProgram;
  /** Whether a saga that it owns has steps with a timeout. */
  readonly hasSagaTimers: boolean;
  readonly crash:
    | { readonly everyMicros: Distribution; readonly restartMicros: Distribution; readonly count: number }
    | undefined;
}

export interface ChannelProgram {
  readonly index: number;
  readonly id: string;
  readonly consumers: readonly number[];
  /** By consumer: what tells its work on a message from other work on the same message, or null where there is none. */
  readonly workLabels: readonly Value[];
  readonly atLeastOnce: boolean;
  readonly ordering: 'fifo' | 'key' | 'none';
  readonly latencyMicros: Distribution;
  readonly redeliveryMicros: Distribution;
  readonly redeliversAtTail: boolean;
  readonly lossPerMille: number;
  readonly duplicationPerMille: number;
  readonly lostAcknowledgementPerMille: number;
  /** Infinity: without end. */
  readonly maximumDeliveries: number;
  /** Index of the dead-letter channel, or -1. */
  readonly deadLetter: number;
}

export interface HandlerProgram {
  readonly messageType: number;
  readonly instructions: readonly Instruction[];
  /** Registers 0..fieldCount-1 hold the message's payload, then variables, then a place for one row. */
  readonly fieldCount: number;
  readonly variables: readonly { readonly name: string; readonly type: ScalarType }[];
  readonly registerCount: number;
  /** By instruction: the index of the step in the service's drawn handler, or -1. */
  readonly stepIndexes: readonly number[];
}

/** Where the columns of a row go, and whether there was a row. */
export interface RowBinding {
  readonly exists: number;
  readonly columns: readonly number[];
}

export interface OutgoingProgram {
  readonly label: Value;
  readonly messageType: number;
  readonly channel: number;
  readonly payload: readonly (Term | undefined)[];
  readonly key: Term | undefined;
}

/**
 * `jump` and `branch` move the program counter; `begin` to `commit` is one local transaction; `send`, `reply`, `call` and
 * `pause` outside of one are visible operations of their own, as is each whole transaction.
 */
export type Instruction =
  | { readonly op: 'jump'; readonly target: number }
  | { readonly op: 'branch'; readonly condition: Term; readonly otherwise: number }
  | { readonly op: 'assign'; readonly slot: number; readonly term: Term }
  | {
      readonly op: 'begin';
      readonly label: Value;
      readonly rollback: number;
      /** Undefined: the database's level. */
      readonly isolation: IsolationLevel | undefined;
      readonly retries: number;
    }
  | { readonly op: 'commit' }
  | {
      readonly op: 'read';
      readonly table: number;
      readonly key: Term;
      readonly binding: RowBinding;
      readonly mask: number;
      readonly lock: 'share' | 'update' | undefined;
      readonly wait: WaitPolicy;
    }
  | {
      readonly op: 'insert';
      readonly table: number;
      readonly key: Term;
      readonly columns: readonly (Term | undefined)[];
      readonly onConflict: 'error' | 'nothing' | 'update';
      readonly count: number;
    }
  | {
      readonly op: 'update';
      readonly table: number;
      /** Undefined: all rows for which the condition holds. */
      readonly key: Term | undefined;
      readonly set: readonly (Term | undefined)[];
      readonly add: readonly (Term | undefined)[];
      readonly where: Term | undefined;
      readonly row: RowBinding;
      readonly rowKey: number;
      /** Columns that the condition or the new values are computed from. */
      readonly readMask: number;
      readonly count: number;
    }
  | { readonly op: 'delete'; readonly table: number; readonly key: Term; readonly count: number }
  | {
      readonly op: 'query';
      readonly table: number;
      readonly where: Term | undefined;
      readonly of: Term | undefined;
      readonly aggregate: 'count' | 'sum' | 'exists';
      readonly row: RowBinding;
      readonly rowKey: number;
      readonly readMask: number;
      readonly slot: number;
    }
  | {
      readonly op: 'transition';
      readonly table: number;
      readonly key: Term;
      readonly column: number;
      readonly machine: Machine;
      readonly event: string;
      readonly eventValue: Value;
      readonly set: readonly (Term | undefined)[];
      readonly taken: number;
      readonly from: number;
      readonly to: number;
      /** Where to go on when no transition is enabled; -1: fail. */
      readonly otherwise: number;
      readonly row: RowBinding;
      /** By place of the guard in the machine. */
      readonly guards: ReadonlyMap<number, Term>;
    }
  | {
      readonly op: 'append';
      readonly table: number;
      readonly stream: Term;
      readonly expectedVersion: Term | undefined;
      readonly columns: readonly (Term | undefined)[];
      readonly slot: number;
    }
  | { readonly op: 'waitWhile'; readonly condition: Term }
  | { readonly op: 'send'; readonly message: OutgoingProgram }
  | {
      readonly op: 'reply';
      readonly label: Value;
      readonly outcome: number;
      readonly messageType: number;
      readonly payload: readonly (Term | undefined)[];
    }
  | {
      readonly op: 'call';
      readonly message: OutgoingProgram;
      readonly ok: number;
      /** By reply message type: the slot of each field. */
      readonly fields: ReadonlyMap<number, readonly number[]>;
      /** 0: none. */
      readonly timeoutMicros: number;
    }
  | { readonly op: 'pause'; readonly label: Value; readonly forMicros: Distribution }
  | {
      readonly op: 'startSaga';
      readonly saga: number;
      readonly label: Value;
      readonly data: readonly (Term | undefined)[];
    }
  | { readonly op: 'sagaReply' }
  | { readonly op: 'fail'; readonly reason: Value }
  | { readonly op: 'return' };

export interface SagaProgram {
  readonly index: number;
  readonly id: string;
  readonly owner: number;
  readonly replyChannel: number;
  readonly fields: readonly string[];
  readonly types: readonly ScalarType[];
  readonly machine: Machine;
  /** The same machine as a configuration, to be drawn. */
  readonly config: unknown;
  readonly startState: Value;
  /** What a state of the machine asks a participant to do. */
  readonly acts: ReadonlyMap<string, SagaAct>;
  /** Id of the step that is done by whoever starts the saga, or ''. */
  readonly localStep: Value;
  readonly maximumAttempts: number;
}

export interface SagaAct {
  readonly step: number;
  readonly stepId: Value;
  readonly role: number;
  readonly message: OutgoingProgram;
  readonly timeoutMicros: number;
  /** By reply message type: data field index -> term over data, then reply fields. */
  readonly onReply: ReadonlyMap<number, readonly { readonly field: number; readonly term: Term }[]>;
}

export interface ClientProgram {
  readonly index: number;
  readonly id: string;
  /** All requests with their counts written out, in the order in which they are sent. */
  readonly requests: readonly RequestProgram[];
}

export interface RequestProgram {
  /** `client/request.ordinal` as an identity: the root of everything that it causes. */
  readonly identity: Value;
  readonly id: Value;
  readonly ordinal: number;
  readonly messageType: number;
  readonly channel: number;
  /** Of its alternatives; most requests have one. */
  readonly payloads: readonly Value[];
  readonly key: Value;
  readonly afterMicros: Distribution;
  readonly awaitReply: boolean;
  readonly timeoutMicros: number;
  readonly retries: number;
  /** Position of the request of this client that must have been answered with success first, or -1. */
  readonly after: number;
}

export interface InvariantProgram {
  readonly id: string;
  readonly when: 'always' | 'finally';
  readonly table: number;
  readonly queries: readonly {
    readonly table: number;
    readonly where: Term | undefined;
    readonly of: Term | undefined;
    readonly aggregate: 'count' | 'sum' | 'exists';
    readonly slot: number;
  }[];
  readonly row: RowBinding;
  readonly rowKey: number;
  readonly registerCount: number;
  readonly holds: Term;
}

/** What a variable holds before it was bound. */
export function zeroOf(type: ScalarType): Scalar {
  return type === 'int' ? 0 : type === 'bool' ? false : '';
}
