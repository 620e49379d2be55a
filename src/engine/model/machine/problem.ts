/** What is wrong with a machine configuration; the sentence for readers is made from code and params elsewhere. */
export type MachineProblemCode =
  /** Not the JSON type expected. params: expected. */
  | 'machine-type'
  /** A property that the engine does not run, or not in this place. params: property. */
  | 'machine-unsupported'
  /** A state name with a character that separates states, too long, or an integer. params: name. */
  | 'machine-state-name'
  /** An id with a character that targets use otherwise. params: id. */
  | 'machine-id'
  /** Two states have the same id. params: id. */
  | 'machine-duplicate-id'
  /** Empty, too long, reserved (`xstate.`) or a partial wildcard. params: event. */
  | 'machine-event'
  /** An action or guard type that is empty, too long or reserved (`xstate.`). params: type. */
  | 'machine-name'
  /** Not a whole number of milliseconds. params: delay. */
  | 'machine-delay'
  /** A compound state names no child of its own as initial. params: initial. */
  | 'machine-initial'
  /** No child states where there must be some. */
  | 'machine-empty'
  /** A target that names no state. params: target. */
  | 'machine-target'
  /** Several targets that cannot be active together. params: target, other. */
  | 'machine-targets'
  /** A raise action without exactly `params: { "event": NAME }`. */
  | 'machine-raise'
  | 'machine-too-many-states'
  | 'machine-too-many-transitions'
  | 'machine-too-many-actions'
  | 'machine-too-deep'
  /** Transitions that no guard can stop follow each other for ever. params: state. */
  | 'machine-endless';

export interface MachineProblem {
  /** JSON Pointer from the root of the document. */
  readonly path: string;
  readonly code: MachineProblemCode;
  readonly params: Readonly<Record<string, string | number>>;
}

export { memberPath } from '../pointer.ts';
