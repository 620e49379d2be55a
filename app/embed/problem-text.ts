/** A chunk of its own: what is wrong with a document is told only when something is. */
export { problemText } from '../../src/engine/index.ts';
