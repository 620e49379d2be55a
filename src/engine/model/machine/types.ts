/**
 * The machines of a scenario document: a subset of XState version 5 machine configurations, as plain JSON. What is not
 * listed here (invoke, history, delays by name, functions) is refused with its path; see SM1 in the specification.
 */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** An action as data. `{ "type": "raise", "params": { "event": "NAME" } }` is done by the machine itself. */
export type ActionConfig = string | { readonly type: string; readonly params?: JsonObject };

/** A guard as data: what it means is decided by whoever steps the machine. */
export type GuardConfig = string | { readonly type: string; readonly params?: JsonObject };

export interface TransitionConfig {
  /** `sibling`, `sibling.child`, `.child`, `#id` or `#id.child`; several only into different regions of a parallel state. */
  readonly target?: string | readonly string[];
  readonly guard?: GuardConfig;
  readonly actions?: ActionConfig | readonly ActionConfig[];
  /** Leaves and enters the source again, even if the target lies within it. */
  readonly reenter?: boolean;
  readonly description?: string;
  readonly meta?: JsonObject;
}

/** One target, one candidate, or candidates in the order in which they are tried. */
export type TransitionsConfig = string | TransitionConfig | readonly (string | TransitionConfig)[];

/** Like `TransitionsConfig`, but XState takes no bare target within an array of delayed candidates. */
export type DelayedTransitionsConfig = string | TransitionConfig | readonly TransitionConfig[];

export type StateType = 'atomic' | 'compound' | 'parallel' | 'final';

export interface StateConfig {
  /** Without dots; what `#id` targets name. Default: the machine's id and the path, joined by dots. */
  readonly id?: string;
  /** Default `compound` with child states, else `atomic`. */
  readonly type?: StateType;
  readonly initial?: string;
  readonly states?: Readonly<Record<string, StateConfig>>;
  /** By event; `*` matches every event that the state does not name. */
  readonly on?: Readonly<Record<string, TransitionsConfig>>;
  readonly always?: TransitionsConfig;
  /** By delay in milliseconds. */
  readonly after?: Readonly<Record<string, DelayedTransitionsConfig>>;
  readonly entry?: ActionConfig | readonly ActionConfig[];
  readonly exit?: ActionConfig | readonly ActionConfig[];
  /** Taken when a compound state reaches a final child, or a parallel state has all its regions in a final state. */
  readonly onDone?: TransitionsConfig;
  readonly description?: string;
  readonly meta?: JsonObject;
  readonly tags?: string | readonly string[];
}

export interface MachineConfig extends StateConfig {
  /** Carried for XState and Stately; the engine keeps data in rows. */
  readonly context?: JsonObject;
  readonly version?: string;
}

/** An action that a step asks for. `params` is an empty object where the configuration gives none. */
export interface ActionReference {
  readonly type: string;
  readonly params: JsonObject;
}

/** A guard that a step asks about. `params` is an empty object where the configuration gives none. */
export interface GuardReference {
  readonly type: string;
  readonly params: JsonObject;
}

/** An event that comes by itself `delayMillis` after its state was entered, unless the state is left before. */
export interface DelayedEvent {
  readonly event: string;
  readonly delayMillis: number;
}

/** XState's state value: a name, or names with what is active within them. */
export type StateValue = string | { readonly [name: string]: StateValue };

/** Decides a guard; `index` is its place in `Machine.guards`. Must give one answer to one guard throughout a step. */
export type GuardDecision = (guard: GuardReference, index: number) => boolean;

/** What one event leads to, run to completion. Frozen and shared: the table hands out the same object again. */
export interface MachineStep {
  /** The state afterwards, in canonical form. */
  readonly state: string;
  /** In order of execution: those of exits, innermost first, of transitions, of entries, microstep by microstep. */
  readonly actions: readonly ActionReference[];
  /** Delayed events of the state before that are to be cancelled; first cancel, then arm. */
  readonly cancelled: readonly string[];
  /** Delayed events to arm, counted from now. */
  readonly armed: readonly DelayedEvent[];
  /** Whether the machine has reached its end; it takes no event afterwards. */
  readonly done: boolean;
}

export interface Machine {
  readonly id: string;
  /** The start, or undefined if starting asks a guard: then only `start` knows. */
  readonly initial: MachineStep | undefined;
  /** The events named under `on`, without `*`, sorted by code unit. */
  readonly events: readonly string[];
  /** Dotted paths of all states but the root, in document order; plain names in a flat machine. */
  readonly stateNames: readonly string[];
  /** The different guards, in document order. */
  readonly guards: readonly GuardReference[];
  /** The different actions but raise, in document order. */
  readonly actions: readonly ActionReference[];

  /** Throws `MachineError` if the start does not come to rest. */
  start(guard: GuardDecision): MachineStep;
  /**
   * What `event` does in `state`: undefined if no transition is enabled. A transition without target but with actions is
   * one. Throws `MachineError` if `state` is none of this machine's or the step does not come to rest.
   */
  step(state: string, event: string, guard: GuardDecision): MachineStep | undefined;
  /** The delayed events that are armed while in `state`, in document order. Throws `MachineError` like `step`. */
  afterDelays(state: string): readonly DelayedEvent[];
  /** Whether the machine is at its end in `state`. Throws `MachineError` like `step`. */
  isFinal(state: string): boolean;
  /** Whether the text is a state of this machine in canonical form. */
  isState(text: string): boolean;
  /** Dotted paths of the states that are active in `state`, outermost first. Throws `MachineError` like `step`. */
  activeStates(state: string): readonly string[];
  /** XState's value of a state. Throws `MachineError` like `step`. */
  stateValue(state: string): StateValue;
  /** The canonical state of an XState value, or undefined if it names no full state of this machine. */
  stateOf(value: StateValue): string | undefined;
  /** What a state chart draws. */
  describe(): MachineDrawing;
}

export interface MachineDrawing {
  readonly id: string;
  readonly type: StateType;
  readonly states: readonly StateDrawing[];
  readonly transitions: readonly TransitionDrawing[];
}

export interface StateDrawing {
  /** Dotted. */
  readonly path: string;
  readonly name: string;
  readonly type: StateType;
  /** Whether the parent enters it by default; every region of a parallel state is. */
  readonly initial: boolean;
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  readonly states: readonly StateDrawing[];
}

export interface TransitionDrawing {
  /** Dotted path; empty for the machine itself. */
  readonly from: string;
  /** Dotted paths; none if the transition stays where it is. */
  readonly to: readonly string[];
  /** The event as `step` takes it; empty for `always`. */
  readonly event: string;
  readonly kind: 'on' | 'always' | 'after' | 'onDone';
  readonly guard?: GuardReference;
  /** Action types, raised events as `raise NAME`. */
  readonly actions: readonly string[];
  readonly delayMillis?: number;
  readonly reenter: boolean;
}
