/**
 * Fills `{name}` in a template. In Korean `{name|을/를}` adds the particle that fits the last sound of the value; the form
 * after a consonant stands first.
 */
export function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)(?:\|([^}]+))?\}/g, (whole, name: string, particles: string | undefined) => {
    const value = values[name];
    if (value === undefined) return whole;
    const text = String(value);
    return particles === undefined ? text : text + particle(text, particles);
  });
}

/** `을/를`, `이/가`, `은/는`, `과/와`, `으로/로`. The last letter decides; 으로 also gives way after ㄹ. */
export function particle(word: string, pair: string): string {
  const [afterConsonant = '', afterVowel = ''] = pair.split('/');
  const last = finalSound(word);
  if (last === 'vowel') return afterVowel;
  if (last === 'rieul' && afterConsonant === '으로') return afterVowel;
  return afterConsonant;
}

type FinalSound = 'vowel' | 'rieul' | 'consonant';

/** Digits as they are read in Korean: 영 일 이 삼 사 오 육 칠 팔 구. */
const DIGIT_SOUNDS: readonly FinalSound[] = [
  'consonant',
  'rieul',
  'vowel',
  'consonant',
  'vowel',
  'vowel',
  'consonant',
  'rieul',
  'rieul',
  'vowel',
];

function finalSound(word: string): FinalSound {
  const trimmed = word.replace(/[^\p{L}\p{N}]+$/u, '');
  const code = trimmed.charCodeAt(trimmed.length - 1);
  if (code >= 0xac00 && code <= 0xd7a3) {
    const final = (code - 0xac00) % 28;
    return final === 0 ? 'vowel' : final === 8 ? 'rieul' : 'consonant';
  }
  const last = trimmed.charAt(trimmed.length - 1).toLowerCase();
  if (last >= '0' && last <= '9') return DIGIT_SOUNDS[Number(last)] ?? 'vowel';
  if (last === 'l') return 'rieul';
  return 'mnbpkt'.includes(last) && last !== '' ? 'consonant' : 'vowel';
}

/** Virtual time as a reader's text: `12.345 ms`, tabular; whole microseconds stay visible. */
export function millisText(micros: number): string {
  return `${(micros / 1000).toFixed(3)} ms`;
}

/** `1,234,567`: the same in both languages. */
export function countText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}
