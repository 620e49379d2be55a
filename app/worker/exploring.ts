/** A chunk of its own: searches and their monitors are loaded when someone asks for them. */
export { createExploration, timingFeasibility } from '../../src/engine/index.ts';
