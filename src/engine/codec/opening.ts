import { failure, success } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import type { OptionValues, Scenario } from '../model/document.ts';
import { suggest } from '../model/nearest-name.ts';
import { defaultVariant, readOptionValues, variantValues } from '../model/options/values.ts';
import type { Link, LinkRun } from './link.ts';
import { linkProblem } from './link-problem.ts';
import type { LinkProblem } from './link-problem.ts';

/** What a link opens: everything that decides the run. */
export interface Opening {
  readonly scenario: Scenario;
  /** Id of the built-in scenario that this is; undefined for a document of the reader's own. */
  readonly builtIn: string | undefined;
  /** The variant that the options begin with. */
  readonly variant: string;
  /** Of all options. */
  readonly options: OptionValues;
  readonly seed: number;
  readonly overrides: readonly { readonly step: number; readonly choice: string }[];
  readonly schedule: readonly string[] | undefined;
}

const FIRST_SEED = 1;

/** What is told when a link names a scenario that is not built in. */
export function unknownScenario(id: string, known: readonly string[]): LinkProblem {
  return linkProblem('/ex', 'link-unknown-scenario', suggest(id, known));
}

/** The names in a link, looked up in its scenario. @param builtIn id of the scenario if it is built in */
export function openLink(
  link: Omit<Link, 'source'>,
  scenario: Scenario,
  builtIn: string | undefined,
): Result<Opening, LinkProblem> {
  const variants = Object.keys(scenario.variants);
  const variant = link.variant ?? defaultVariant(scenario);
  if (!variants.includes(variant))
    return failure(linkProblem('/v', 'link-unknown-variant', suggest(variant, variants)));
  const changed = readOptionValues(scenario, link.options ?? {});
  if (!changed.ok) {
    const [name = '', found = ''] =
      Object.entries(link.options ?? {}).find(
        ([option, value]) => !readOptionValues(scenario, { [option]: value }).ok,
      ) ?? [];
    return failure(linkProblem('/opt', 'link-option', { name, found }, changed.problems));
  }
  const run: LinkRun = link.run ?? { kind: 'overrides', overrides: [] };
  return success({
    scenario,
    builtIn,
    variant,
    options: { ...variantValues(scenario, variant), ...changed.value },
    seed: link.seed ?? scenario.seed ?? FIRST_SEED,
    overrides: run.kind === 'overrides' ? run.overrides : [],
    schedule: run.kind === 'schedule' ? run.schedule : undefined,
  });
}

/** The link to what is open. Says no more than is needed: no option that the variant sets so, no cursor at the start. */
export function linkTo(
  opening: Omit<Opening, 'variant'> & { readonly variant: string | undefined },
  entries: number,
): Link {
  const { scenario, builtIn, seed, overrides, schedule } = opening;
  const variant = opening.variant ?? nearestVariant(scenario, opening.options);
  const changed = changedOptions(scenario, variant, opening.options);
  const run: LinkRun | undefined =
    schedule !== undefined
      ? { kind: 'schedule', schedule }
      : overrides.length > 0
        ? { kind: 'overrides', overrides }
        : undefined;
  return {
    source: builtIn === undefined ? { kind: 'document', scenario } : { kind: 'built-in', id: builtIn },
    variant,
    ...(Object.keys(changed).length === 0 ? {} : { options: changed }),
    seed,
    ...(run === undefined ? {} : { run }),
    ...(entries === 0 ? {} : { entries }),
  };
}

/** The variant from which the fewest options differ; the first of several. */
function nearestVariant(scenario: Scenario, options: OptionValues): string {
  let nearest = defaultVariant(scenario);
  let least = Infinity;
  for (const variant of Object.keys(scenario.variants)) {
    const count = Object.keys(changedOptions(scenario, variant, options)).length;
    if (count < least) [nearest, least] = [variant, count];
  }
  return nearest;
}

/** The options that a variant does not set so, as texts. Options left out of `options` have their default. */
function changedOptions(scenario: Scenario, variant: string, options: OptionValues): Readonly<Record<string, string>> {
  const changed: Record<string, string> = {};
  const given = variantValues(scenario, variant);
  for (const [id, option] of Object.entries(scenario.options ?? {})) {
    const value = options[id] ?? option.default;
    if (value !== given[id]) changed[id] = String(value);
  }
  return changed;
}
