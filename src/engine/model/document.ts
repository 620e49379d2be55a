import type { Distribution } from '../base/draw.ts';
import type { MachineConfig } from './machine/types.ts';

/**
 * The scenario document, version 1: plain JSON. Everything that has an id is a key of an object, so that a path such as
 * `/services/order/publishing` stays the same when another part is added. Ids match `[a-z][A-Za-z0-9-]*`, message types
 * `[A-Z][A-Za-z0-9]*`, columns, fields and variables `[a-z][A-Za-z0-9]*`.
 *
 * A string in a place that is called `Expression` is CEL; numbers and booleans stand for themselves, a text constant is
 * written as CEL, `"'PENDING'"`.
 */
export interface Scenario {
  readonly schema: 1;
  readonly id: string;
  readonly title: Text;
  readonly summary: Text;
  readonly tags?: readonly string[];
  readonly messages: Record<string, MessageType>;
  readonly machines?: Record<string, MachineConfig>;
  readonly services: Record<string, Service>;
  readonly channels: Record<string, Channel>;
  readonly sagas?: Record<string, Saga>;
  readonly clients: Record<string, Client>;
  readonly faults?: Faults;
  readonly options?: Record<string, Option>;
  readonly variants: Record<string, Variant>;
  readonly invariants?: Record<string, Invariant>;
  readonly claims?: readonly Claim[];
  readonly story?: readonly StoryStep[];
  /** Where the cards stand, by part (`service:order`), in pixels on an eight-pixel grid; what is absent is laid out. */
  readonly layout?: Record<string, { readonly x: number; readonly y: number }>;
  /** The seed that the page opens with. */
  readonly seed?: number;
}

/** A text in the readers' languages; English stands in for what is absent. */
export interface Text {
  readonly en: string;
  readonly ko?: string;
}

export type FieldType = 'int' | 'bool' | 'string';
export type Expression = string | number | boolean;

export type MessageKind = 'command' | 'event' | 'reply' | 'document';

export interface MessageType {
  readonly kind: MessageKind;
  readonly payload?: Record<string, FieldType>;
  readonly title?: Text;
}

/** How isolated a transaction is from others of its database, at statement granularity. */
export type IsolationLevel = 'read-uncommitted' | 'read-committed' | 'repeatable-read' | 'serializable';

/** `atomic`: a transaction is one step, the teaching default. Else every statement is a step of its own. */
export type DatabaseLevel = 'atomic' | IsolationLevel;

/** How a send inside a transaction is carried out. `before-commit` and `after-commit` are the two dual writes. */
export type Publishing = 'outbox' | 'after-commit' | 'before-commit';

export interface Service {
  readonly title?: Text;
  /** 1 to 8; default 1. */
  readonly instances?: number;
  /** Messages that one instance handles at once, 1 to 16; default 1. */
  readonly concurrency?: number;
  /** Time of one visible operation; default fixed 1,000. */
  readonly serviceTimeMicros?: Distribution;
  readonly database?: Database;
  /** Default `outbox`. */
  readonly publishing?: Publishing;
  readonly relay?: Relay;
  /** Idempotent consumer: a table of processed messages, written in the handler's first transaction. Default false. */
  readonly inbox?: boolean;
  /**
   * `operation`: a crash can fall between any two visible operations. `handler`: receive, transactions, what they send and
   * the acknowledgement are one choice.
   */
  readonly granularity?: 'operation' | 'handler';
  /** By message type. */
  readonly handlers: Record<string, Handler>;
}

export interface Database {
  readonly level?: DatabaseLevel;
  /** Whose rules a database at statement granularity follows; default `postgresql`. */
  readonly profile?: 'postgresql';
  readonly tables: Record<string, Table>;
}

export interface Table {
  readonly title?: Text;
  /** Name and type of the key column. */
  readonly key: { readonly name: string; readonly type: FieldType };
  readonly columns: Record<string, FieldType>;
  /** Each row gives the key and all columns. */
  readonly rows?: readonly Record<string, number | boolean | string>[];
  /** The column whose value is the state of a machine. Several columns may have one. */
  readonly machines?: Record<string, string>;
}

export interface Relay {
  readonly kind: 'polling';
  /** Time from a row's commit, or the relay's last act, to its next act; default uniform 2,000 to 10,000. */
  readonly intervalMicros?: Distribution;
  /** Rows published before they are marked; 1 to 100, default 1. */
  readonly batch?: number;
}

export interface Handler {
  readonly title?: Text;
  readonly steps: readonly Step[];
}

/** One step of a handler. `label` keeps ids and draws the same when steps are moved; it is unique within its handler. */
export type Step =
  | ReadStep
  | InsertStep
  | UpdateStep
  | DeleteStep
  | QueryStep
  | TransactionStep
  | SendStep
  | PublishStep
  | ReplyStep
  | CallStep
  | StartSagaStep
  | TransitionStep
  | AppendStep
  | SetStep
  | IfStep
  | WaitStep
  | FailStep
  | ReturnStep;

export interface ReadStep {
  readonly label?: string;
  /** Binds `as.exists` and `as.<column>`; of an absent row the columns are 0, false and ''. */
  readonly read: {
    readonly table: string;
    readonly key: Expression;
    readonly as: string;
    /** Locks the row until the transaction ends (`select ... for share`, `for update`); at level atomic without effect. */
    readonly lock?: 'share' | 'update';
    /** What to do about a row that is locked: wait (default), fail with `lock-not-available`, or see nothing. */
    readonly wait?: 'wait' | 'nowait' | 'skip-locked';
  };
}

export interface InsertStep {
  readonly label?: string;
  /** A row with this key already present fails the transaction with `unique-violation`. */
  readonly insert: {
    readonly table: string;
    readonly key: Expression;
    /** Columns left out are 0, false and ''; a state column is given. */
    readonly values: Record<string, Expression>;
    /** What to do about a row that is there: fail (default), nothing, or put the new values into it. */
    readonly onConflict?: 'fail' | 'nothing' | 'update';
    /** Binds an integer: how many rows were inserted or changed, 0 or 1. */
    readonly as?: string;
  };
}

export interface UpdateStep {
  readonly label?: string;
  readonly update: {
    readonly table: string;
    /** Left out: all rows for which `where` holds. */
    readonly key?: Expression;
    /** Columns that get a new absolute value. */
    readonly set?: Record<string, Expression>;
    /** Columns of integers to which a difference is added in place: a commutative update. */
    readonly add?: Record<string, Expression>;
    /** Evaluated on the row as it is now, with its columns in scope under `row`; the update is skipped when false. */
    readonly where?: Expression;
    /** Binds an integer: how many rows were changed. */
    readonly as?: string;
  };
}

export interface DeleteStep {
  readonly label?: string;
  readonly delete: { readonly table: string; readonly key: Expression; readonly as?: string };
}

export interface QueryStep {
  readonly label?: string;
  /** Over the rows of a table, in key order, `row.<column>` and the key column in scope of `where` and `of`. */
  readonly query: {
    readonly table: string;
    readonly where?: Expression;
    readonly aggregate: 'count' | 'sum' | 'exists';
    /** What is summed; only with `sum`. */
    readonly of?: Expression;
    readonly as: string;
  };
}

export interface TransactionStep {
  readonly label?: string;
  /** One local transaction of the service's database. Reads and writes outside of one are transactions of their own. */
  readonly transaction: readonly Step[];
  /** At statement granularity: another level than the database's. */
  readonly isolation?: IsolationLevel;
  /** How often it is begun again after a serialization failure or a deadlock, 0 to 10; default 0. */
  readonly retries?: number;
  /** What is done after a `fail` inside, or after a violated constraint, when the transaction has been rolled back. */
  readonly onRollback?: readonly Step[];
}

export interface OutgoingMessage {
  /** A message type. */
  readonly message: string;
  /** A channel. */
  readonly to: string;
  /** Fields left out are 0, false and ''. */
  readonly payload?: Record<string, Expression>;
  /** Partition key: messages of one key keep their order on a channel ordered by key. */
  readonly key?: Expression;
}

export interface SendStep {
  readonly label?: string;
  /** A command or document to a point-to-point channel. */
  readonly send: OutgoingMessage;
}

export interface PublishStep {
  readonly label?: string;
  /** An event to a publish-subscribe channel. */
  readonly publish: OutgoingMessage;
}

export interface ReplyStep {
  readonly label?: string;
  /** Answers the message that is being handled, at its reply address; nothing happens if it has none. */
  readonly reply: {
    readonly outcome: 'success' | 'failure';
    /** A message type of kind reply; default one without payload. */
    readonly message?: string;
    readonly payload?: Record<string, Expression>;
  };
}

export interface CallStep {
  readonly label?: string;
  /** A request whose reply the handler waits for; it keeps its place in the pool. Not inside a transaction. */
  readonly call: OutgoingMessage & {
    /** Binds `as.ok` and the fields of the reply types named in `replies`. */
    readonly as: string;
    readonly replies?: readonly string[];
    /** After this `as.ok` is false and a later reply is ignored. */
    readonly timeoutMicros?: number;
  };
}

export interface StartSagaStep {
  readonly label?: string;
  /** Only inside a transaction of the saga's owner: the instance is a row of the same transaction. */
  readonly startSaga: { readonly saga: string; readonly data?: Record<string, Expression> };
}

export interface TransitionStep {
  readonly label?: string;
  /**
   * Takes the row's machine through an event; without an enabled transition nothing is written. Guards of such a machine
   * are `{ "type": "cel", "params": { "when": "row.total > 0" } }`, with `row` and all that the handler names in scope.
   */
  readonly transition: {
    readonly table: string;
    readonly key: Expression;
    /** The state column; may be left out when the table has one machine. */
    readonly column?: string;
    readonly event: string;
    /** Further columns that are set if the transition is taken; `row` is the row before it. */
    readonly set?: Record<string, Expression>;
    /** Binds `as.taken`, `as.from` and `as.to`. */
    readonly as?: string;
    /** Done when no transition is enabled; default: fail with `illegal-transition`. */
    readonly otherwise?: readonly Step[];
  };
}

export interface AppendStep {
  readonly label?: string;
  /** Appends to a stream of the event store: the table's key is a string, its rows are keyed `<stream>/<version>`. */
  readonly append: {
    readonly table: string;
    readonly stream: Expression;
    /** Fails with `version-conflict` when the stream's last version is another; left out: appends after the last. */
    readonly expectedVersion?: Expression;
    readonly values: Record<string, Expression>;
    /** Binds the version appended, an integer from 1. */
    readonly as?: string;
  };
}

export interface SetStep {
  readonly label?: string;
  readonly set: Record<string, Expression>;
}

export interface IfStep {
  readonly label?: string;
  readonly if: Expression;
  readonly then: readonly Step[];
  readonly else?: readonly Step[];
}

export interface WaitStep {
  readonly label?: string;
  /**
   * `forMicros`: a volatile timer, outside of transactions. `while`: inside a transaction; when true the transaction is
   * rolled back and begins again once a row that it read has changed. Work that waits keeps its place in the pool.
   */
  readonly wait: { readonly forMicros: Distribution } | { readonly while: Expression };
}

export interface FailStep {
  readonly label?: string;
  /** Inside a transaction: rolls it back. Outside: the handler fails and the message is negatively acknowledged. */
  readonly fail: { readonly reason: string };
}

export interface ReturnStep {
  readonly label?: string;
  /** Ends the handler; the message is acknowledged. */
  readonly return: Record<string, never>;
}

export interface Channel {
  readonly title?: Text;
  readonly kind: 'point-to-point' | 'publish-subscribe';
  /** The consuming service, or the subscribers. A saga's reply channel is consumed by the saga's owner. */
  readonly to: readonly string[];
  /** Default `at-least-once`. */
  readonly delivery?: 'at-most-once' | 'at-least-once';
  /** `fifo`: delivery starts in order. `key`: also one at a time for each key. `none`: any order. Default `fifo`. */
  readonly ordering?: 'fifo' | 'key' | 'none';
  /** Default uniform 1,000 to 3,000. */
  readonly latencyMicros?: Distribution;
  /** Chance in play, in thousandths, that a message sent is lost; default 0. In search see `faults.budget`. */
  readonly lossPerMille?: number;
  /** Chance in play, in thousandths, that a message sent is duplicated; default 0. */
  readonly duplicationPerMille?: number;
  /** Chance in play, in thousandths, that an acknowledgement is lost; default 0. */
  readonly lostAcknowledgementPerMille?: number;
  /** Time until an unacknowledged message comes back after its acknowledgement was lost or it was refused. */
  readonly redeliveryMicros?: Distribution;
  /**
   * Where such a message comes back: at its old `place` (default), what follows may overtake it meanwhile; or at once at
   * the `tail` of its queue.
   */
  readonly redelivery?: 'place' | 'tail';
  /** Deliveries after which a message goes to the dead-letter channel (or, without one, is dropped); default 5. 0: it always comes back. */
  readonly maximumDeliveries?: number;
  readonly deadLetter?: string;
}

export interface Saga {
  readonly title?: Text;
  /** The service in whose database the instances live. */
  readonly owner: string;
  readonly replyChannel: string;
  readonly data?: Record<string, FieldType>;
  readonly steps: readonly SagaStep[];
  /** Turns compensation off, to show what it is for. Default true. */
  readonly compensation?: boolean;
}

export interface SagaStep {
  /** Unique within the saga; names the state of the saga's machine while the step runs. */
  readonly id: string;
  readonly title?: Text;
  readonly kind: 'compensatable' | 'pivot' | 'retriable';
  /** What the step does: a command to a participant; the first may have none (done by the handler that started the saga). */
  readonly command?: OutgoingMessage;
  /** Undoes the step. */
  readonly compensation?: OutgoingMessage & {
    /** Names the state of the machine while it runs; default `undoing-<id>`. */
    readonly state?: string;
  };
  /** Keeps fields of a reply: data field -> expression with `reply.<field>` in scope, by reply message type. */
  readonly onReply?: Record<string, Record<string, Expression>>;
  /** A durable timer; when it fires the step counts as failed. Not for retriable steps. */
  readonly timeoutMicros?: number;
}

export interface Client {
  readonly title?: Text;
  readonly requests: readonly ClientRequest[];
}

export interface ClientRequest {
  /** Unique within the client. */
  readonly id: string;
  readonly message: string;
  readonly to: string;
  /** How many times, 1 to 200, default 1. `ordinal` (from 1) is in scope of the payload. */
  readonly count?: number;
  /** Time since the previous request was sent (or answered, with `awaitReply`), or since the start. */
  readonly afterMicros: Distribution;
  /** The request waits until this other request of the same client was answered with success, or merely sent. */
  readonly afterRequest?: { readonly id: string; readonly state: 'sent' | 'succeeded' };
  readonly payload?: Record<string, Expression>;
  /**
   * The client sends one of these and nobody knows which: a search tries each, play draws one, all alike. Each gives
   * fields over those of `payload`.
   */
  readonly alternatives?: readonly Record<string, Expression>[];
  readonly key?: Expression;
  readonly awaitReply?: boolean;
  readonly timeoutMicros?: number;
  /** Attempts after the first when a reply did not come in time; default 0. The idempotency key stays the same. */
  readonly retries?: number;
}

export interface Faults {
  /** Crashes in play, by service. */
  readonly crashes?: Record<string, CrashFault>;
  /** What a search may do at the most; what is absent is 0. */
  readonly budget?: FaultBudget;
}

export interface CrashFault {
  /** Time from the start, or from the last restart, to the next crash of one instance. */
  readonly everyMicros: Distribution;
  readonly restartMicros: Distribution;
  /** Crashes of one instance in one run, 1 to 100; default 1. */
  readonly count?: number;
}

export interface FaultBudget {
  readonly crashes?: number;
  readonly losses?: number;
  readonly duplicates?: number;
  readonly lostAcknowledgements?: number;
  /** Requests that all clients together may send; absent: all that they have. */
  readonly requests?: number;
}

export type Option =
  | {
      readonly title: Text;
      readonly help?: Text;
      readonly kind: 'choice';
      readonly default: string;
      readonly values: Record<string, { readonly title: Text; readonly patch: readonly Patch[] }>;
    }
  | {
      readonly title: Text;
      readonly help?: Text;
      readonly kind: 'number';
      readonly default: number;
      readonly minimum: number;
      readonly maximum: number;
      /** Where the number is put. */
      readonly paths: readonly string[];
    };

/** `path` is a JSON Pointer (RFC 6901) into the document; `value` replaces or adds, `remove` takes away. */
export type Patch = { readonly path: string; readonly value: Json } | { readonly path: string; readonly remove: true };

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type OptionValues = { readonly [option: string]: string | number };

export interface Variant {
  readonly title: Text;
  readonly summary?: Text;
  readonly options: OptionValues;
}

export interface Invariant {
  readonly title: Text;
  readonly when: 'always' | 'finally';
  /** Holds for each row of a table (`row.<column>`), or else once over `queries` bound by name: one of the two is given. */
  readonly forEach?: { readonly service: string; readonly table: string };
  readonly queries?: Record<
    string,
    {
      readonly service: string;
      readonly table: string;
      readonly where?: Expression;
      readonly aggregate: 'count' | 'sum' | 'exists';
      readonly of?: Expression;
    }
  >;
  readonly holds: Expression;
}

export interface Claim {
  readonly variant: string;
  /** Catalogue ids of anomalies, or `invariant:<id>`, that must be reachable within the bounds. */
  readonly reachable?: readonly string[];
  /** The same, that must not be. */
  readonly unreachable?: readonly string[];
  readonly budget?: FaultBudget;
}

export interface StoryStep {
  readonly text: Text;
  readonly variant?: string;
  /** Ids of parts: `service:order`, `channel:order-events`, `client:customer`, `saga:create-order`. */
  readonly highlight?: readonly string[];
  /** Where to pause: at the first entry of this kind, or at the first finding of this anomaly, or at the end. */
  readonly pauseAt?: { readonly entry: string } | { readonly finding: string } | { readonly end: true };
}
