import type { FaultBudget, Scenario } from '../model/document.ts';

/** One question of the matrix. */
export interface MatrixCell {
  readonly variant: string;
  /** An anomaly id, `invariant:<id>` or `livelock`. */
  readonly property: string;
  readonly budget: FaultBudget;
  /** What the document says of it, if it does. */
  readonly claim: 'reachable' | 'unreachable' | undefined;
}

/** Rows are variants and columns properties, both in the order of the document. */
export interface Matrix {
  readonly variants: readonly string[];
  readonly properties: readonly string[];
  /** Row by row. */
  readonly cells: readonly MatrixCell[];
}

/** What can be asked of a document: the anomalies that its claims name, and all its invariants. */
export function claimedProperties({ claims = [], invariants = {} }: Scenario): readonly string[] {
  const claimed = claims.flatMap(({ reachable = [], unreachable = [] }) => [...reachable, ...unreachable]);
  return [...new Set([...claimed, ...Object.keys(invariants).map((id) => `invariant:${id}`)])];
}

/** The bounds that the document names for a variant: those of its claim, else those of its faults. */
export function declaredBudget({ claims = [], faults }: Scenario, variant: string | undefined): FaultBudget {
  return claims.find((claim) => claim.variant === variant)?.budget ?? faults?.budget ?? {};
}

/**
 * All questions of a document. What a claim names is asked within the bounds of that claim; everything else within those of the
 * variant. `budget` replaces the bounds of all.
 */
export function matrixOf(
  scenario: Scenario,
  { properties = claimedProperties(scenario), budget }: MatrixOptions = {},
): Matrix {
  const variants = Object.keys(scenario.variants);
  const cells = variants.flatMap((variant) =>
    properties.map((property) => cellOf(scenario, variant, property, budget)),
  );
  return { variants, properties, cells };
}

export interface MatrixOptions {
  readonly properties?: readonly string[];
  readonly budget?: FaultBudget | undefined;
}

function cellOf(scenario: Scenario, variant: string, property: string, budget: FaultBudget | undefined): MatrixCell {
  for (const claim of scenario.claims ?? []) {
    if (claim.variant !== variant) continue;
    const says = claim.reachable?.includes(property)
      ? 'reachable'
      : claim.unreachable?.includes(property)
        ? 'unreachable'
        : undefined;
    if (says === undefined) continue;
    const bounds = budget ?? claim.budget ?? scenario.faults?.budget ?? {};
    // A claim holds within its own bounds: within others the document says nothing.
    return { variant, property, budget: bounds, claim: budget === undefined ? says : undefined };
  }
  return { variant, property, budget: budget ?? declaredBudget(scenario, variant), claim: undefined };
}
