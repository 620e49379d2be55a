/** A chunk of its own: documents of readers are checked with all of their options; built-in ones have been. */
export { prepare } from '../../src/engine/index.ts';
