import type { ExpressionProblemCode } from './expression/problem.ts';
import { LIMITS } from './limits.ts';
import type { MachineProblemCode } from './machine/problem.ts';
import type { Suggestion } from './nearest-name.ts';

/** What is wrong with a document, as data; `problemText` makes the sentence for readers. */
export interface Problem {
  /** JSON Pointer to the place, or to where something is missing. */
  readonly path: string;
  readonly code: ProblemCode;
  readonly params: Readonly<Record<string, string | number>>;
}

export type ProblemCode = keyof ProblemParams;

export function problem<Code extends ProblemCode>(path: string, code: Code, params: ProblemParams[Code]): Problem {
  return { path, code, params };
}

/** No more problems than anyone can read, and how many more there are. */
export function boundedProblems<T>(found: readonly T[], problemOf: (item: T) => Problem): readonly Problem[] {
  const count = found.length - LIMITS.problems;
  if (count <= 0) return found.map(problemOf);
  return [...found.slice(0, LIMITS.problems).map(problemOf), problem('', 'more-problems', { count })];
}

type None = Readonly<Record<string, never>>;
type Place = {
  readonly line: number;
  readonly column: number;
};
type Bound = {
  readonly found: number;
  readonly maximum: number;
};
type Found = {
  readonly found: string;
};
type Name = {
  readonly name: string;
};
type MachineParams = {
  readonly [name: string]: string | number;
};
/** `part` is the piece of the source that is concerned. */
type ExpressionParams = {
  readonly part: string;
  readonly detail: string;
  readonly known?: string;
};

/** Every code with its parameters. The suggestions of a name are in `nearest` or, where nothing is near, in `known`. */
export interface ProblemParams
  extends
    TextParams,
    ShapeParams,
    ReferenceParams,
    StepParams,
    ChannelParams,
    SagaParams,
    ClientParams,
    InvariantParams,
    OptionParams,
    Readonly<Record<MachineProblemCode, MachineParams>>,
    Readonly<Record<ExpressionProblemCode, ExpressionParams>> {}

/** The text of a document, and JSON. */
interface TextParams {
  readonly 'document-too-large': { readonly maximum: number };
  readonly 'json-unexpected': Place & Found;
  readonly 'json-unfinished': Place;
  readonly 'json-trailing-comma': Place;
  readonly 'json-control-character': Place;
  readonly 'json-escape': Place;
  readonly 'json-after-end': Place;
  readonly 'duplicate-key': Place & { readonly key: string };
  readonly 'too-deep': { readonly maximum: number };
  readonly 'forbidden-key': { readonly key: string };
  readonly 'not-json': Found;
  readonly 'text-too-long': Bound;
  readonly 'key-too-long': Bound;
  /** Stands last when there are more problems than are reported. */
  readonly 'more-problems': { readonly count: number };
}

/** The shape of a document: its schema, part by part. */
interface ShapeParams {
  readonly 'newer-schema': { readonly found: number };
  readonly 'wrong-schema': None;
  readonly 'wrong-type': { readonly expected: string; readonly found: string };
  readonly 'missing-key': { readonly key: string };
  readonly 'unknown-key': Suggestion;
  readonly 'unknown-word': Suggestion;
  /** A part that comes in several kinds, told by one of the keys `known`, has none of them. */
  readonly 'missing-kind': { readonly known: string };
  readonly 'several-kinds': { readonly first: string; readonly second: string };
  readonly 'bad-id': Found;
  readonly 'bad-message-type': Found;
  readonly 'bad-name': Found;
  readonly 'reserved-name': Name;
  readonly 'bad-anomaly': Found;
  readonly 'bad-part': Found;
  readonly 'control-character': None;
  readonly 'empty-text': None;
  readonly 'not-an-integer': { readonly found: number };
  readonly 'too-small': { readonly found: number; readonly minimum: number };
  readonly 'too-great': Bound;
  readonly 'not-a-multiple': { readonly found: number; readonly step: number };
  readonly 'too-many': Bound;
  readonly 'too-few': { readonly found: number; readonly minimum: number };
  readonly 'wrong-order': { readonly minimum: number; readonly maximum: number };
  readonly 'must-be': { readonly expected: string };
  readonly 'steps-too-deep': { readonly maximum: number };
  readonly 'too-many-steps': Bound;
  readonly 'too-many-variables': Bound;
  readonly 'too-many-expressions': { readonly maximum: number };
}

/** Names that must be declared elsewhere, and tables. */
interface ReferenceParams {
  readonly 'unknown-service': Suggestion;
  readonly 'unknown-table': Suggestion & { readonly service: string };
  readonly 'unknown-column': Suggestion & { readonly table: string };
  readonly 'unknown-channel': Suggestion;
  readonly 'unknown-message': Suggestion;
  readonly 'unknown-field': Suggestion & { readonly of: string };
  readonly 'unknown-machine': Suggestion;
  readonly 'unknown-saga': Suggestion;
  readonly 'unknown-request': Suggestion & { readonly client: string };
  readonly 'unknown-variant': Suggestion;
  readonly 'unknown-option': Suggestion;
  readonly 'unknown-option-value': Suggestion & { readonly option: string };
  readonly 'unknown-invariant': Suggestion;
  readonly 'unknown-part': Suggestion;
  readonly 'unknown-machine-event': Suggestion & { readonly machine: string };
  readonly 'unknown-machine-state': Suggestion & { readonly machine: string };
  readonly 'needs-database': { readonly service: string };
  readonly 'key-is-column': Name;
  readonly 'state-column-type': { readonly column: string };
  readonly 'missing-value': { readonly column: string; readonly table: string };
  readonly 'duplicate-row': { readonly key: string; readonly table: string };
  /** The type of a constant, in a row or in place of an expression, or what an expression comes to. */
  readonly 'wrong-value-type': { readonly expected: string; readonly found: string };
}

/** Handlers and their steps. */
interface StepParams {
  readonly 'duplicate-label': { readonly label: string; readonly first: string };
  readonly 'reply-handler': { readonly message: string };
  readonly 'variable-type': { readonly name: string; readonly type: string; readonly other: string };
  readonly 'variable-group': Name;
  readonly 'transaction-in-transaction': None;
  readonly 'call-in-transaction': None;
  readonly 'pause-in-transaction': None;
  readonly 'wait-while-outside-transaction': None;
  readonly 'start-saga-outside-transaction': { readonly saga: string };
  readonly 'start-saga-elsewhere': { readonly saga: string; readonly owner: string };
  readonly 'wait-without-lock': None;
  readonly 'empty-update': None;
  readonly 'column-twice': { readonly column: string };
  readonly 'add-to-text': { readonly column: string; readonly type: string };
  readonly 'sum-without-of': None;
  readonly 'of-without-sum': { readonly aggregate: string };
  readonly 'table-without-machine': { readonly table: string };
  readonly 'which-state-column': { readonly table: string; readonly known: string };
  readonly 'column-without-machine': { readonly column: string; readonly table: string };
  readonly 'machine-guard': { readonly guard: string; readonly machine: string };
  readonly 'state-column-set': { readonly column: string };
  readonly 'stream-key-type': { readonly table: string };
  readonly 'payload-without-message': None;
}

/** Channels, and what is sent to them. */
interface ChannelParams {
  readonly 'needs-point-to-point': { readonly channel: string };
  readonly 'needs-publish-subscribe': { readonly channel: string };
  readonly 'needs-command': { readonly message: string; readonly kind: string };
  readonly 'needs-event': { readonly message: string; readonly kind: string };
  readonly 'needs-reply': { readonly message: string; readonly kind: string };
  readonly 'client-sends-reply': { readonly message: string };
  readonly 'no-handler': { readonly service: string; readonly message: string; readonly channel: string };
  readonly 'no-consumer': { readonly channel: string };
  readonly 'several-consumers': { readonly channel: string; readonly found: number };
  readonly 'duplicate-consumer': { readonly service: string };
  readonly 'dead-letter-cycle': { readonly channel: string };
}

interface SagaParams {
  readonly 'reply-channel': { readonly channel: string; readonly owner: string };
  readonly 'duplicate-saga-step': { readonly step: string };
  readonly 'duplicate-saga-state': { readonly state: string };
  readonly 'saga-step-order': { readonly step: string; readonly kind: string; readonly after: string };
  readonly 'second-pivot': { readonly step: string; readonly pivot: string };
  readonly 'compensation-not-allowed': { readonly step: string; readonly kind: string };
  readonly 'timeout-on-retriable': { readonly step: string };
  readonly 'step-without-command': { readonly step: string };
  readonly 'unanswered-step': { readonly step: string; readonly key: string };
}

interface ClientParams {
  readonly 'duplicate-request': { readonly request: string };
  readonly 'request-cycle': { readonly request: string };
  readonly 'request-not-awaited': { readonly request: string };
  readonly 'timeout-without-reply': None;
  readonly 'retries-without-timeout': None;
}

interface InvariantParams {
  readonly 'invariant-subject': None;
}

/** Options, variants and the values of options that come with a link or a command. */
interface OptionParams {
  readonly 'bad-pointer': { readonly pointer: string };
  readonly 'patch-not-allowed': { readonly pointer: string };
  readonly 'patch-without-place': { readonly pointer: string };
  readonly 'nothing-to-remove': { readonly pointer: string };
  readonly 'options-overlap': { readonly option: string; readonly other: string; readonly pointer: string };
  readonly 'option-range': { readonly minimum: number; readonly maximum: number };
  readonly 'option-number': { readonly option: string; readonly found: string };
  readonly 'option-out-of-range': {
    readonly option: string;
    readonly found: number;
    readonly minimum: number;
    readonly maximum: number;
  };
  readonly 'too-many-combinations': { readonly combinations: number; readonly maximum: number };
}
