import { declaredBudget, matrixOf } from '../../src/engine/index.ts';
import type { FaultBudget, LinkBounds, OptionValues, Scenario } from '../../src/engine/index.ts';

/** A row of the matrix: a design that is asked about. */
export interface SafetyRow {
  /** Undefined: options that the reader mixed, which are no variant. */
  readonly variant: string | undefined;
  readonly options: OptionValues;
}

/** One question. */
export interface SafetyQuestion {
  readonly row: SafetyRow;
  readonly property: string;
  readonly budget: FaultBudget;
  readonly maximumStates: number;
  /** What the document says of it within these bounds, if it does. */
  readonly claim: 'reachable' | 'unreachable' | undefined;
}

export interface SafetyQuestions {
  readonly rows: readonly SafetyRow[];
  readonly properties: readonly string[];
  /** Row by row. */
  readonly questions: readonly SafetyQuestion[];
}

/** States of one search when nobody says otherwise. */
export const MAXIMUM_STATES = 1_000_000;

export const FAULTS = ['crashes', 'losses', 'duplicates', 'lostAcknowledgements'] as const;

/**
 * The questions of a document within bounds of the reader: what they do not name is as the document declares. A design that
 * is no variant has a row of its own, the first.
 */
export function questionsOf(
  scenario: Scenario,
  design: SafetyRow,
  properties: readonly string[],
  bounds: LinkBounds,
): SafetyQuestions {
  const maximumStates = bounds.states ?? MAXIMUM_STATES;
  const { cells } = matrixOf(scenario, { properties });
  const own = design.variant === undefined ? [design] : [];
  const rows = [
    ...own,
    ...Object.entries(scenario.variants).map(([variant, { options }]): SafetyRow => ({ variant, options })),
  ];
  const ownQuestions = own.flatMap((row) =>
    properties.map((property): SafetyQuestion => {
      const budget = boundedBudget(declaredBudget(scenario, undefined), bounds);
      return { row, property, budget, maximumStates, claim: undefined };
    }),
  );
  const questions = cells.map((cell): SafetyQuestion => {
    const row = rows.find(({ variant }) => variant === cell.variant) as SafetyRow;
    const budget = boundedBudget(cell.budget, bounds);
    // A claim holds within its own bounds: of others the document says nothing.
    const claim = sameBudget(budget, cell.budget) ? cell.claim : undefined;
    return { row, property: cell.property, budget, maximumStates, claim };
  });
  return { rows, properties, questions: [...ownQuestions, ...questions] };
}

/** @param declared what the bounds do not name */
export function boundedBudget(declared: FaultBudget, bounds: LinkBounds): FaultBudget {
  const requests =
    bounds.requests === undefined ? declared.requests : bounds.requests === 'all' ? undefined : bounds.requests;
  const faults = FAULTS.flatMap((fault) => {
    const count = bounds[fault] ?? declared[fault] ?? 0;
    return count === 0 ? [] : [[fault, count] as const];
  });
  return { ...(requests === undefined ? {} : { requests }), ...Object.fromEntries(faults) };
}

function sameBudget(one: FaultBudget, other: FaultBudget): boolean {
  return one.requests === other.requests && FAULTS.every((fault) => (one[fault] ?? 0) === (other[fault] ?? 0));
}

/** The same text for the same question of the same document. */
export function questionKey({ row, property, budget, maximumStates }: SafetyQuestion, strategy: string): string {
  const options = Object.entries(row.options).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([options, property, boundedBudget(budget, {}), maximumStates, strategy]);
}
