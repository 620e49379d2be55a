import { emptyDigest } from '../base/journal.ts';
import type { Digest } from '../base/journal.ts';
import type { Value } from '../base/values.ts';
import type { FaultBudget } from '../model/document.ts';
import { PropertyWatch, propertiesOf } from '../explore/property.ts';
import { crashPlans } from '../explore/crash-plans.ts';
import { createReduction } from '../explore/reduction.ts';
import { choices } from '../sim/choices.ts';
import { holds } from '../sim/invariant.ts';
import type { Program } from '../sim/program.ts';
import { isQuiescent, step, undo } from '../sim/step.ts';
import type { World } from '../sim/world.ts';

/** All that a search has come upon, without stopping at the first. */
export interface GoneThrough {
  /** Digests of the worlds in which nothing can happen any more but crashes, whatever is left of the budgets. */
  readonly outcomes: ReadonlySet<string>;
  readonly violated: ReadonlySet<string>;
  readonly states: number;
  readonly transitions: number;
}

/** Goes through all states, or through those that the reduction leaves; undefined if there are more than allowed. */
export function goThrough(
  program: Program,
  names: readonly string[],
  budget: FaultBudget,
  reduction: boolean,
  maximumStates: number,
): GoneThrough | undefined {
  const properties = propertiesOf(program, names);
  const watch = new PropertyWatch(program, properties, budget);
  const { world } = watch;
  const reduce = createReduction(world, properties, budget);
  const outcomes = new Set<string>();
  const violated = new Set<string>();
  const seen = new Set<string>();
  const onStack = new Set<string>();
  const levels: { readonly node: string; enabled: Value[]; reduced: boolean; next: number }[] = [];
  let transitions = 0;
  const judge = (quiescent: boolean): void => {
    world.journal.mark();
    if (quiescent) watch.monitors.finish(true);
    for (const anomaly of properties.anomalies) if (watch.monitors.found(anomaly)) violated.add(anomaly);
    world.journal.undo();
    for (const invariant of properties.invariants)
      if ((invariant.when === 'always' || quiescent) && !holds(world, invariant)) violated.add(invariant.id);
  };
  let plan = 0;
  const node = (): string => `${watch.low} ${watch.high} ${world.budgets.crashes.value === ~0 ? 0 : plan}`;
  const enter = (): void => {
    const enabled: Value[] = [];
    const count = choices(program, world, enabled);
    const quiescent = isQuiescent(world, enabled, count);
    judge(quiescent);
    if (quiescent) outcomes.add(outcomeOf(world));
    const left = reduction ? reduce(enabled, count) : count;
    seen.add(node());
    onStack.add(node());
    levels.push({ node: node(), enabled: enabled.slice(0, left), reduced: left < count, next: 0 });
  };
  const enterUnder = (services: ReadonlySet<number> | undefined): void => {
    if (services !== undefined) world.confineCrashes(services);
    enter();
  };
  const plans = reduction ? crashPlans(program, budget) : [];
  enterUnder(plans[plan]);
  for (let level = levels[0]; level !== undefined; level = levels[levels.length - 1]) {
    const choice = level.enabled[level.next++];
    if (choice === undefined) {
      onStack.delete(level.node);
      levels.pop();
      if (levels.length > 0) undo(world);
      else if (++plan < plans.length) enterUnder(plans[plan]);
      continue;
    }
    step(program, world, choice, watch.sink);
    transitions++;
    const reached = node();
    if (!seen.has(reached)) {
      if (seen.size >= maximumStates) return undefined;
      enter();
      continue;
    }
    undo(world);
    if (!level.reduced || !onStack.has(reached)) continue;
    const all: Value[] = [];
    choices(program, world, all);
    const tried = level.enabled;
    level.enabled = [...tried, ...all.filter((other) => !tried.includes(other))];
    level.reduced = false;
  }
  return { outcomes, violated, states: seen.size, transitions };
}

function outcomeOf(world: World): string {
  const digest: Digest = emptyDigest();
  const budgets = new Set<unknown>(Object.values(world.budgets));
  for (const container of world.logicalContainers()) if (!budgets.has(container)) container.addTo(digest);
  return `${digest.low} ${digest.high}`;
}
