import { failure, success } from '../engine/base/result.ts';
import type { Option, Result, Scenario } from '../engine/index.ts';
import { allScenarios } from '../scenarios/all.ts';
import { readArguments } from './arguments.ts';
import { readScenario } from './scenario-source.ts';

/** `list [<scenario>] [--json]`: all scenarios, or the variants and options of one. */
export function list(args: readonly string[]): Result<string, string> {
  const read = readArguments(args, { flags: ['json'], valued: [] });
  if (!read.ok) return read;
  const { words, flags } = read.value;
  const [source, second] = words;
  if (second !== undefined) return failure(`list takes one scenario, and ${second} is one too many.`);
  if (source === undefined) {
    return success(flags.has('json') ? json(allScenarios.map(outline)) : allScenarios.map(outlineText).join('\n'));
  }
  const scenario = readScenario(source);
  if (!scenario.ok) return scenario;
  return success(flags.has('json') ? json(details(scenario.value)) : detailsText(scenario.value));
}

const json = (value: unknown): string => `${JSON.stringify(value)}\n`;

function outline({ id, title, summary, tags, seed, variants }: Scenario) {
  return {
    id,
    title: title.en,
    summary: summary.en,
    tags: tags ?? [],
    seed: seed ?? 0,
    variants: Object.keys(variants),
  };
}

const outlineText = (scenario: Scenario): string =>
  `${scenario.id}\n  ${scenario.title.en}\n  variants: ${Object.keys(scenario.variants).join(', ')}\n`;

function details(scenario: Scenario) {
  return {
    ...outline(scenario),
    options: Object.entries(scenario.options ?? {}).map(([id, option]) => ({
      id,
      title: option.title.en,
      kind: option.kind,
      default: option.default,
      ...(option.kind === 'choice'
        ? { values: Object.keys(option.values) }
        : { minimum: option.minimum, maximum: option.maximum }),
    })),
    variants: Object.entries(scenario.variants).map(([id, { title, options }]) => ({ id, title: title.en, options })),
    invariants: Object.entries(scenario.invariants ?? {}).map(([id, { title, when }]) => ({
      id,
      title: title.en,
      when,
    })),
    claims: scenario.claims ?? [],
  };
}

function detailsText(scenario: Scenario): string {
  const variants = Object.entries(scenario.variants).map(([id, { title, options }]) => {
    const values = Object.entries(options).map(([option, value]) => `${option}=${value}`);
    return `  ${id}: ${title.en}${values.length === 0 ? '' : ` (${values.join(', ')})`}`;
  });
  const options = Object.entries(scenario.options ?? {}).map(
    ([id, option]) => `  ${id}=${valuesText(option)}: ${option.title.en}, default ${option.default}`,
  );
  return [
    scenario.id,
    scenario.title.en,
    scenario.summary.en,
    ...section('variants', variants),
    ...section('options', options),
    '',
  ].join('\n');
}

const section = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', heading, ...lines];

const valuesText = (option: Option): string =>
  option.kind === 'choice' ? Object.keys(option.values).join('|') : `${option.minimum}..${option.maximum}`;
