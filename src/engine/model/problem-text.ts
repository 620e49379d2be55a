import { assert } from '../base/assert.ts';
import type { Problem, ProblemCode } from './problem.ts';
import { ENGLISH, ENGLISH_WORDS } from './problem-text-en.ts';
import { KOREAN, KOREAN_WORDS } from './problem-text-ko.ts';

export type ProblemLanguage = 'en' | 'ko';

/** Words for parameters that are told in the reader's language, and what precedes problems of a variant or an option. */
export interface ProblemWords {
  readonly type: Readonly<Record<string, string>>;
  readonly kind: Readonly<Record<string, string>>;
  readonly inVariant: string;
  readonly inOption: string;
}

const TEXTS: Readonly<Record<ProblemLanguage, Readonly<Record<ProblemCode, string>>>> = { en: ENGLISH, ko: KOREAN };
const WORDS: Readonly<Record<ProblemLanguage, ProblemWords>> = { en: ENGLISH_WORDS, ko: KOREAN_WORDS };

/** What of a parameter is shown: the rest can be seen at the path. */
const SHOWN_MAXIMUM = 160;

/**
 * One sentence that says what is wrong and how to mend it.
 *
 * In a template `{name}` is a parameter, `{name:type}` its word in the list `type`, and what stands in brackets is left out
 * if a parameter in it is absent or empty.
 */
export function problemText(problem: Problem, language: ProblemLanguage): string {
  const { inVariant, inOption } = WORDS[language];
  const before = 'inVariant' in problem.params ? inVariant : 'inOption' in problem.params ? inOption : '';
  const text = filled(before + TEXTS[language][problem.code], problem.params, WORDS[language]);
  return /[.?!]$/.test(text) ? text : `${text}.`;
}

function filled(template: string, params: Problem['params'], words: ProblemWords): string {
  const chosen = template.replace(/\[([^\]]*)\]/g, (_, part: string) => {
    const names = [...part.matchAll(/\{(\w+)/g)].map(([, name]) => name as string);
    return names.every((name) => params[name] !== undefined && params[name] !== '') ? part : '';
  });
  return chosen.replace(/\{(\w+)(?::(type|kind))?\}/g, (_, name: string, list: 'type' | 'kind' | undefined) => {
    const value = params[name];
    assert(value !== undefined, `the problem has the parameter ${name}`);
    const text = String(value);
    return shortened(list === undefined ? text : (words[list][text] ?? text));
  });
}

function shortened(text: string): string {
  return text.length <= SHOWN_MAXIMUM ? text : `${text.slice(0, SHOWN_MAXIMUM - 1)}…`;
}
