import { failure, success } from '../engine/base/result.ts';
import type { Result } from '../engine/base/result.ts';
import { suggest } from '../engine/model/nearest-name.ts';

/** What follows a command: words in order, flags, and the values of options in the order in which they were given. */
export interface Arguments {
  readonly words: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

export interface ArgumentNames {
  readonly flags: readonly string[];
  /** Options that take a value: `--seed 7` or `--seed=7`. */
  readonly valued: readonly string[];
}

/** The problems are sentences, here and in all of the command line. */
export function readArguments(args: readonly string[], names: ArgumentNames): Result<Arguments, string> {
  const words: string[] = [];
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, name, inline] = /^--([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined) words.push(arg);
    else if (names.flags.includes(name)) {
      if (inline !== undefined) return failure(`--${name} takes no value.`);
      flags.add(name);
    } else if (names.valued.includes(name)) {
      const value = inline ?? rest.shift();
      if (value === undefined) return failure(`--${name} needs a value.`);
      values.set(name, [...(values.get(name) ?? []), value]);
    } else return failure(`There is no option --${name}.${hint(name, [...names.flags, ...names.valued])}`);
  }
  return success({ words, flags, values });
}

/** The value of an option that may be given once. */
export function single({ values }: Arguments, name: string): Result<string | undefined, string> {
  const given = values.get(name) ?? [];
  return given.length > 1 ? failure(`--${name} is given more than once.`) : success(given[0]);
}

/** What may have been meant, as a further sentence. */
export function hint(name: string, all: readonly string[]): string {
  const { nearest, known } = suggest(name, all);
  if (nearest !== undefined) return ` Did you mean ${nearest}?`;
  return known === undefined ? '' : ` There are: ${known}.`;
}
