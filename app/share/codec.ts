/** A chunk of its own: links, and with them the schema of documents, are loaded when one is read or written. */
export {
  brokenSeal,
  canonicalJson,
  linkProblemText,
  linkTo,
  openLink,
  parseFragmentText,
  readLinkedDocument,
  sealOf,
  unknownScenario,
  writeFragment,
  writeFragmentText,
} from '../../src/engine/index.ts';
