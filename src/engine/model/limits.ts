/**
 * How large a document may be. A link is hostile until parsed: everything that a document can hold many of is bounded, so
 * that reading one costs a bounded time.
 */
export const LIMITS = {
  /** UTF-8 bytes of the document as JSON text. */
  documentBytes: 1_048_576,
  /** Objects and arrays inside each other, the document itself being the first. */
  depth: 32,
  /** UTF-16 code units of any text. */
  text: 4_096,
  /** UTF-16 code units of titles, labels and reasons. */
  label: 200,
  /** UTF-16 code units of an id, a message type, a column, a field or a variable. */
  name: 64,
  /** UTF-16 code units of a key anywhere. */
  key: 200,

  messages: 200,
  fields: 32,
  machines: 50,
  services: 50,
  instances: 8,
  concurrency: 16,
  tables: 20,
  /** The columns that an operation touches are a mask of bits. */
  columns: 30,
  rows: 1_000,
  relayBatch: 100,
  handlers: 100,
  transactionRetries: 10,
  /** Steps of all handlers together, those inside of other steps counted too. */
  steps: 2_000,
  /** Steps inside of steps, the handler's own steps being the first level. */
  stepDepth: 8,
  /** Names that the expressions of one handler may use: fields of the message and variables. */
  variables: 500,
  /** Expressions of the whole document that are CEL. */
  expressions: 5_000,

  channels: 200,
  consumers: 50,
  maximumDeliveries: 100,
  sagas: 20,
  sagaSteps: 32,
  clients: 50,
  requests: 100,
  requestCount: 200,
  alternatives: 8,
  retries: 20,
  crashes: 100,
  faultBudget: 100,
  requestBudget: 10_000,

  options: 16,
  optionValues: 16,
  patches: 64,
  numberPaths: 16,
  variants: 24,
  invariants: 50,
  queries: 8,
  claims: 100,
  anomalies: 50,
  story: 50,
  highlight: 32,
  tags: 16,
  layout: 500,
  layoutPixels: 100_000,

  /** Somewhat less than three hours, so that means of times stay safe integers when they are scaled. */
  timeMicros: 10_000_000_000,
  /** Size of the document times the number of ways to set its options that are checked, in bytes. */
  checkedBytes: 8_388_608,
  /** Problems that are reported at once. */
  problems: 100,
} as const;
