/** A chunk of its own: databases at statement granularity are loaded when a scenario has one. */
export { STATEMENT_GRANULARITY } from '../../src/engine/index.ts';
