/** Code units of a source. Bounds the recursion of the parser on runs of `!` and `-`, which its own limits do not. */
export const MAX_SOURCE_LENGTH = 2_000;

/** Nodes of a parsed expression; with it the cost of an evaluation is bounded. */
export const MAX_NODES = 200;

/** Nested parentheses, lists, calls and conditionals. */
export const MAX_DEPTH = 24;

/** Elements of the list after `in`. */
export const MAX_LIST_ELEMENTS = 64;

/** Code units of a literal or of a concatenation: `s + s` in a loop must not double for ever. */
export const MAX_STRING_LENGTH = 1_024;
