/** The ids of a generated document, by what they name. */
export type NamedKind =
  | 'service'
  | 'queue'
  | 'topic'
  | 'deadLetters'
  | 'replies'
  | 'table'
  | 'column'
  | 'key'
  | 'command'
  | 'event'
  | 'replyMessage'
  | 'sagaCommand'
  | 'sagaUndo'
  | 'field'
  | 'saga'
  | 'sagaStep'
  | 'client'
  | 'request'
  | 'variable'
  | 'label'
  | 'machine';

export type Naming = (kind: NamedKind, index: number) => string;

export const PLAIN_NAMES: Naming = (kind, index) => {
  const isMessage = ['command', 'event', 'replyMessage', 'sagaCommand', 'sagaUndo'].includes(kind);
  return isMessage ? `${kind.charAt(0).toUpperCase()}${kind.slice(1)}${index}` : `${kind}${index}`;
};

/** Other names, in the opposite order of their content, so that nothing may depend on it. */
export const OTHER_NAMES: Naming = (kind, index) => {
  const letter = String.fromCharCode('z'.charCodeAt(0) - index);
  const backwards = kind.toLowerCase().split('').toReversed().join('');
  const isMessage = ['command', 'event', 'replyMessage', 'sagaCommand', 'sagaUndo'].includes(kind);
  return isMessage ? `${letter.toUpperCase()}${backwards}` : `${letter}${backwards}`;
};
