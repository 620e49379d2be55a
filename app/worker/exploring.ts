/** A chunk of its own: the search and its monitors are loaded when someone asks for them. */
export { Search } from '../../src/engine/index.ts';
