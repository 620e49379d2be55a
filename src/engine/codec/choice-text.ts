import { LIMITS } from '../model/limits.ts';

/**
 * Names of choices as a text of letters, digits, `-`, `_` and `.` only, which no chat, host or Markdown renderer mangles.
 *
 * Names are joined by `.`, the words of a name by `_`. In a word `-` escapes: `-d` is a dot, `-s` a slash, `-g` `>`, `-t` `~`,
 * `-o` and `-c` round brackets, `-h` a hyphen, `-u` an underscore, `-x` and four hexadecimal digits any other code unit.
 * A word may begin with a reference to what was there before, `-` and two characters of a number: identities of messages
 * grow from one another, so a schedule says each only once. Numbers are given, from 0 and up to 2,231, in the order in
 * which they first occur, to the words and to their beginnings before each of the first 32 `>`, if four code units or longer.
 */
export function encodeNames(names: readonly string[]): string {
  const known = new KnownBeginnings();
  return names
    .map((name) =>
      name
        .split(' ')
        .map((word) => encodeWord(word, known))
        .join('_'),
    )
    .join('.');
}

/** The names of `encodeNames`, or undefined if the text is none of its. The names together are bounded. */
export function decodeNames(text: string): readonly string[] | undefined {
  const known = new KnownBeginnings();
  const names: string[] = [];
  let size = 0;
  for (const part of text.split('.')) {
    const words: string[] = [];
    for (const piece of part.split('_')) {
      const word = decodeWord(piece, known);
      if (word === undefined) return undefined;
      size += word.length + 1;
      if (word.length > LIMITS.text || size > LIMITS.documentBytes) return undefined;
      words.push(word);
    }
    names.push(words.join(' '));
  }
  return names;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '.': '-d',
  '/': '-s',
  '>': '-g',
  '~': '-t',
  '(': '-o',
  ')': '-c',
  '-': '-h',
  _: '-u',
};
const UNESCAPES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ESCAPES).map(([unit, escape]) => [escape.charAt(1), unit]),
);

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const FIRST_DIGITS = 36;
const KNOWN_MAXIMUM = FIRST_DIGITS * DIGITS.length;
const LEAST_LENGTH = 4;
/** More would only cost time: a hostile word could consist of them. */
const BEGINNINGS = 32;

class KnownBeginnings {
  readonly #texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  at(number: number): string | undefined {
    return this.#texts[number];
  }

  numberOf(text: string): number | undefined {
    return this.#numbers.get(text);
  }

  add(word: string): void {
    for (const end of ends(word)) {
      if (end < LEAST_LENGTH || this.#texts.length === KNOWN_MAXIMUM) continue;
      const beginning = word.slice(0, end);
      if (this.#numbers.has(beginning)) continue;
      this.#numbers.set(beginning, this.#texts.length);
      this.#texts.push(beginning);
    }
  }
}

/** The lengths of a word's beginnings that get a number: before each of the first `>`, and the whole. */
function ends(word: string): readonly number[] {
  const found: number[] = [];
  for (let at = word.indexOf('>'); at !== -1 && found.length < BEGINNINGS; at = word.indexOf('>', at + 1))
    found.push(at);
  found.push(word.length);
  return found;
}

function encodeWord(word: string, known: KnownBeginnings): string {
  let start = 0;
  let text = '';
  for (const end of ends(word).toReversed()) {
    const number = known.numberOf(word.slice(0, end));
    if (number === undefined) continue;
    start = end;
    text = `-${DIGITS.charAt(Math.floor(number / DIGITS.length))}${DIGITS.charAt(number % DIGITS.length)}`;
    break;
  }
  for (let i = start; i < word.length; i++) {
    const unit = word.charAt(i);
    text += /[A-Za-z0-9]/.test(unit)
      ? unit
      : (ESCAPES[unit] ?? `-x${word.charCodeAt(i).toString(16).padStart(4, '0')}`);
  }
  known.add(word);
  return text;
}

function decodeWord(piece: string, known: KnownBeginnings): string | undefined {
  let word = '';
  let at = 0;
  const first = DIGITS.indexOf(piece.charAt(1));
  if (piece.startsWith('-') && piece.length > 2 && first !== -1 && first < FIRST_DIGITS) {
    const second = DIGITS.indexOf(piece.charAt(2));
    const beginning = second === -1 ? undefined : known.at(first * DIGITS.length + second);
    if (beginning === undefined) return undefined;
    word = beginning;
    at = 3;
  }
  while (at < piece.length) {
    const unit = piece.charAt(at++);
    if (/[A-Za-z0-9]/.test(unit)) {
      word += unit;
      continue;
    }
    if (unit !== '-') return undefined;
    const letter = piece.charAt(at++);
    if (letter === 'x') {
      const digits = piece.slice(at, at + 4);
      if (!/^[0-9a-f]{4}$/.test(digits)) return undefined;
      word += String.fromCharCode(Number.parseInt(digits, 16));
      at += 4;
      continue;
    }
    const meant = Object.hasOwn(UNESCAPES, letter) ? UNESCAPES[letter] : undefined;
    if (meant === undefined) return undefined;
    word += meant;
  }
  known.add(word);
  return word;
}
