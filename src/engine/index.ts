export type { Digest } from './base/journal.ts';
export { InvariantError } from './base/assert.ts';
export { EventQueue } from './base/heap.ts';
export type { Result } from './base/result.ts';
export { CATALOGUE } from './check/catalogue.ts';
export type { AnomalyId, CatalogueEntry, Language } from './check/catalogue.ts';
export { explain } from './check/explain.ts';
export type { Finding, Witness, WitnessOperation } from './check/finding.ts';
export type { ExplanationNames } from './check/told-finding.ts';
export type { LinkBounds } from './codec/bounds-text.ts';
export { parseFragment, readLinkedDocument, writeFragment } from './codec/fragment.ts';
export { parseFragmentText, writeFragmentText } from './codec/fragment-text.ts';
export { isLinkFragment } from './codec/is-link.ts';
export type { TextLink, TextSource } from './codec/fragment-text.ts';
export { LINK_LIMITS } from './codec/link.ts';
export type { Link, LinkChrome, LinkPlay, LinkRun, LinkSource, LinkTheme, LinkView, RunSeal } from './codec/link.ts';
export { LINK_CHECKS } from './codec/link-problem.ts';
export type { LinkProblem, LinkProblemCode } from './codec/link-problem.ts';
export { linkProblemText } from './codec/link-problem-text.ts';
export { linkTo, openLink, unknownScenario } from './codec/opening.ts';
export type { Opening } from './codec/opening.ts';
export { brokenSeal, sealOf } from './codec/seal.ts';
export { createExploration } from './explore/explore.ts';
export type {
  Exploration,
  ExplorationPlan,
  ExplorationProgress,
  ExplorationResult,
  Strategy,
} from './explore/exploration.ts';
export { claimedProperties, declaredBudget, matrixOf } from './explore/matrix.ts';
export type { Matrix, MatrixCell, MatrixOptions } from './explore/matrix.ts';
export { timingFeasibility } from './explore/timing-feasibility.ts';
export type { TimingFeasibility } from './explore/timing-feasibility.ts';
export { completedInTime } from './explore/timing-feasibility-completed.ts';
export type { CompletedSchedule } from './explore/timing-feasibility-completed.ts';
export { canonicalJson, scenarioDigest } from './model/canonical.ts';
export type {
  Claim,
  FaultBudget,
  Invariant,
  Json,
  MessageKind,
  Option,
  OptionValues,
  Scenario,
  StoryStep,
  Text,
  Variant,
} from './model/document.ts';
export type { CheckedTerms } from './model/expression/checked-terms.ts';
export { compileMachine } from './model/machine/compile.ts';
export { parseMachine } from './model/machine/parse.ts';
export type { Machine, MachineConfig, MachineDrawing, StateDrawing, TransitionDrawing } from './model/machine/types.ts';
export { applyOptions } from './model/options/apply.ts';
export { defaultValues, defaultVariant, readOptionValues, variantValues } from './model/options/values.ts';
export { parseScenario, parseScenarioText } from './model/parse.ts';
export type { Problem } from './model/problem.ts';
export { problemText } from './model/problem-text.ts';
export { needsStatementGranularity, prepareBuiltIn } from './prepare-built-in.ts';
export type { BuiltInParts } from './prepare-built-in.ts';
export { prepare } from './prepare.ts';
export { simulate, simulateInSlices } from './simulate.ts';
export type { Simulation } from './simulate.ts';
export type { Program } from './sim/program.ts';
export { STATEMENT_GRANULARITY } from './sim/statement-granularity.ts';
export type {
  ChannelFrame,
  ChannelStructure,
  ChoiceFrame,
  ChoiceKind,
  ClientFrame,
  ClientStructure,
  DatabaseFrame,
  Frame,
  InstanceFrame,
  LockModeName,
  QueueItemFrame,
  RowAwaited,
  RowFrame,
  SagaFrame,
  SagaStepState,
  SagaStructure,
  ServiceFrame,
  ServiceStructure,
  SessionFrame,
  Structure,
  TableStructure,
  WorkFrame,
} from './timeline/frame.ts';
export { MAXIMUM_ENTRIES, run } from './timeline/run.ts';
export type { Divergence, InvariantViolation, Run, RunOutcome, RunPlan } from './timeline/run.ts';
export { structureOf } from './timeline/structure.ts';
export { Timeline } from './timeline/timeline.ts';
export { entryAt, plainAt, traceBuffers, traceColumns } from './trace/columns.ts';
export type { EntryView, TraceColumns } from './trace/columns.ts';
export { ENTRY_FIELDS, EntryKind, FIELD_COUNT, Fate, Outcome, TransactionRole, WriteForm } from './trace/entry.ts';
export type { EntryKindName } from './trace/entry.ts';
export { Trace } from './trace/trace.ts';
export type { PlainValue } from './trace/trace.ts';
export { NO_VALUES } from './trace/value-columns.ts';
export type { ValueColumns } from './trace/value-columns.ts';
