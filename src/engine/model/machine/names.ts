const NAME_LENGTH_MAXIMUM = 100;
/** The type of a guard or action may be a whole expression. */
const REFERENCE_LENGTH_MAXIMUM = 500;

/** States are written with `.`, `(`, `)` and `|` between their names, targets with `#`. */
const STATE_NAME = /^(?!\s)[^.()|#*\\\p{Cc}]+(?<!\s)$/u;
/** Integers as keys would lose their order in a JavaScript object. */
const INTEGER = /^\d+$/;
const CONTROL = /\p{Cc}/u;
/** `__proto__` as a key means something else to code that copies objects. */
const PROTOTYPE = '__proto__';
const RESERVED = 'xstate.';

export function isStateName(name: string): boolean {
  return name.length <= NAME_LENGTH_MAXIMUM && name !== PROTOTYPE && STATE_NAME.test(name) && !INTEGER.test(name);
}

export function isStateId(id: string): boolean {
  return id.length <= NAME_LENGTH_MAXIMUM && STATE_NAME.test(id);
}

/** An event that can be sent or raised. */
export function isEventName(event: string): boolean {
  return event.length <= NAME_LENGTH_MAXIMUM && isReferenceName(event) && !event.includes('*');
}

/** The type of an action or guard. */
export function isReferenceName(name: string): boolean {
  return (
    name.length > 0 &&
    name.length <= REFERENCE_LENGTH_MAXIMUM &&
    name !== PROTOTYPE &&
    !name.startsWith(RESERVED) &&
    !CONTROL.test(name)
  );
}

/** The longest delay that a browser's timer takes, so that XState runs the same machine. */
const DELAY_MAXIMUM_MILLIS = 2_147_483_647;

export function isDelay(delay: string): boolean {
  return /^(0|[1-9]\d{0,9})$/.test(delay) && Number(delay) <= DELAY_MAXIMUM_MILLIS;
}
