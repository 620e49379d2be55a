/** A chunk of its own: the schema of documents is loaded only when one is opened. */
export { parseScenarioText } from '../../src/engine/index.ts';
