import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Scenario } from '../model/document.ts';
import { CREATE_ORDER } from '../testing/create-order.ts';
import { parseFragment, writeFragment } from './fragment.ts';
import { isLinkFragment } from './is-link.ts';
import { LINK_CHROMES, LINK_PLAYS, LINK_THEMES, LINK_VIEWS } from './link.ts';
import type { Link } from './link.ts';
import { LINK_CHECKS } from './link-problem.ts';
import type { LinkProblemCode } from './link-problem.ts';
import { linkProblemText } from './link-problem-text.ts';
import { openLink, unknownScenario } from './opening.ts';

const SEED = 20261121;

const title = fc.string({
  unit: fc.constantFrom(...'abc 주문<>&"\'%~|+/()'.split(''), '😀'),
  minLength: 1,
  maxLength: 30,
});
/** Documents of many sizes and texts; what they do is the same. */
const document: fc.Arbitrary<Scenario> = fc
  .record({ en: title, ko: title, seed: fc.nat() })
  .map(({ en, ko, seed }) => ({
    ...CREATE_ORDER,
    title: { en, ko },
    seed,
  }));
const id = fc.stringMatching(/^[a-z][A-Za-z0-9-]{0,20}$/);
const address = fc.oneof(
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.constant('./scenario.json?a=1&b=2#x'),
);
const choice = fc
  .array(fc.oneof(id, fc.constantFrom('customer/a.1>b', 'to', '(lost)', '주문>~2')), { minLength: 1, maxLength: 4 })
  .map((words) => words.join(' '));
const ordinal = fc.oneof(fc.nat({ max: 200 }), fc.maxSafeNat());

const link: fc.Arbitrary<Link> = fc.record(
  {
    source: fc.oneof(
      { weight: 3, arbitrary: id.map((name) => ({ kind: 'built-in', id: name }) as const) },
      { weight: 1, arbitrary: document.map((scenario) => ({ kind: 'document', scenario }) as const) },
      { weight: 1, arbitrary: address.map((text) => ({ kind: 'address', address: text }) as const) },
    ),
    variant: id,
    options: fc.dictionary(id, fc.oneof(id, fc.integer().map(String)), {
      minKeys: 1,
      maxKeys: 4,
      noNullPrototype: true,
    }),
    seed: ordinal,
    run: fc.oneof(
      fc.array(choice, { maxLength: 20 }).map((schedule) => ({ kind: 'schedule', schedule }) as const),
      fc
        .uniqueArray(fc.record({ step: fc.nat({ max: 999 }), choice }), {
          minLength: 1,
          maxLength: 6,
          selector: ({ step }) => step,
        })
        .map((list) => ({ kind: 'overrides', overrides: list.toSorted((a, b) => a.step - b.step) }) as const),
    ),
    entries: ordinal,
    bounds: fc
      .record(
        {
          requests: fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.constant('all' as const)),
          crashes: fc.nat({ max: 100 }),
        },
        { requiredKeys: [], noNullPrototype: true },
      )
      .filter((bounds) => Object.keys(bounds).length > 0),
    view: fc.constantFrom(...LINK_VIEWS),
    selection: id.map((name) => `service:${name}`),
    theme: fc.constantFrom(...LINK_THEMES),
    play: fc.constantFrom(...LINK_PLAYS),
    speed: fc.constantFrom(0.25, 0.5, 1, 2, 12.125),
    chrome: fc.constantFrom(...LINK_CHROMES),
    language: fc.constantFrom('en', 'ko', 'pt-BR'),
    seal: fc.record({
      length: fc.nat({ max: 20_000 }),
      marks: fc.array(fc.nat({ max: 0x3ffff }), { minLength: 8, maxLength: 8 }),
    }),
  },
  { requiredKeys: ['source'], noNullPrototype: true },
);

const textOf = (value: Link): string => {
  const written = writeFragment(value);
  if (!written.ok) throw new Error(JSON.stringify(written.problems));
  return written.value;
};

test(`a link comes back from its text, and its text from it, seed ${SEED}`, () => {
  fc.assert(
    fc.property(link, (value) => {
      const text = textOf(value);
      expect(text).toMatch(value.source.kind === 'address' ? /^[A-Za-z0-9_.=&%!'()*~-]+$/ : /^[A-Za-z0-9_.=&-]+$/);
      expect(isLinkFragment(text)).toBe(true);
      const parsed = parseFragment(`#${text}`);
      expect(parsed).toEqual({ ok: true, value });
      expect(parsed.ok && textOf(parsed.value)).toBe(text);
    }),
    { seed: SEED, numRuns: 400 },
  );
});

const DOCUMENT_LINK = textOf({ source: { kind: 'document', scenario: CREATE_ORDER }, seed: 3, entries: 17 });
const PAYLOAD_END = DOCUMENT_LINK.indexOf('&');
const original = parseFragment(DOCUMENT_LINK);
const CHARACTERS = 'ABCXYZabcxyz0189-_.=&%+/ |()#~\u00e4주';

test(`20,000 links with one changed character: none throws, none is taken for another document, seed ${SEED}`, () => {
  const outcomes = { refused: 0, 'the same': 0, another: 0 };
  const random = fc.sample(fc.tuple(fc.nat({ max: PAYLOAD_END - 1 }), fc.nat({ max: CHARACTERS.length - 1 })), {
    seed: SEED,
    numRuns: 20_000,
  });
  for (const [position, letter] of random) {
    const character = CHARACTERS.charAt(letter);
    if (DOCUMENT_LINK.charAt(position) === character) continue;
    const parsed = parseFragment(DOCUMENT_LINK.slice(0, position) + character + DOCUMENT_LINK.slice(position + 1));
    if (!parsed.ok) outcomes.refused++;
    else outcomes[isDeepStrictEqual(parsed, original) ? 'the same' : 'another']++;
  }
  expect(outcomes.another).toBe(0);
  expect(outcomes.refused).toBeGreaterThan(18_000);
});

test(`a link without a checksum never throws when a character is changed, seed ${SEED}`, () => {
  const bare = DOCUMENT_LINK.slice(0, PAYLOAD_END);
  fc.assert(
    fc.property(fc.nat({ max: bare.length - 1 }), fc.constantFrom(...CHARACTERS.split('')), (position, character) => {
      const parsed = parseFragment(bare.slice(0, position) + character + bare.slice(position + 1));
      expect(sentences(parsed)).toHaveLength(parsed.ok ? 0 : 2);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test('a link that is cut anywhere says so, or opens with what is left', () => {
  const [refused, opened, other]: [number[], number[], number[]] = [[], [], []];
  for (let length = 0; length < DOCUMENT_LINK.length; length += length < 60 || length > PAYLOAD_END - 60 ? 1 : 50) {
    const parsed = parseFragment(DOCUMENT_LINK.slice(0, length));
    if (!parsed.ok) refused.push(length);
    else if (!isDeepStrictEqual(parsed.value.source, original.ok && original.value.source)) other.push(length);
    else opened.push(length);
  }
  expect(other).toEqual([]);
  expect(Math.min(...opened)).toBe(PAYLOAD_END);
  expect(refused.filter((length) => length > PAYLOAD_END).length).toBeGreaterThan(0);
});

const EXAMPLE =
  'ex=saga-lost-update&v=semantic-lock&opt=participants=3&seed=42&run=o.3.deliver_orders_x-d1&at=31&sel=service.order&lang=ko';

test.each([
  ['a full stop', '.'],
  ['a bracket', ')'],
  ['an angle bracket', '>'],
  ['an encoded angle bracket', '%3E'],
  ['dots', '...'],
  ['an ellipsis', '…'],
  ['a comma and a quote', '",'],
  ['emphasis', '**'],
  ['a Korean full stop', '。'],
  ['an encoded space', '%20'],
  ['a line break', '\n'],
  ['a campaign', '&utm_source=x'],
  ['a campaign and a full stop', '&utm_source=x&utm_medium=y.'],
  ['a full stop and a campaign', '.&fbclid=IwAR0abc'],
])('followed by %s a link opens as it was', (_what, junk) => {
  for (const text of [EXAMPLE, DOCUMENT_LINK, DOCUMENT_LINK.slice(0, PAYLOAD_END), 'ex=saga-lost-update']) {
    const clean = parseFragment(text);
    expect(clean.ok).toBe(true);
    expect(parseFragment(text + junk)).toEqual(clean);
  }
});

test('percent-encoded once or twice, with HTML entities, or broken over lines, a link opens as it was', () => {
  for (const text of [EXAMPLE, DOCUMENT_LINK]) {
    const clean = parseFragment(text);
    const hex = Array.from(text, (unit) => `%${unit.charCodeAt(0).toString(16)}`).join('');
    for (const mangled of [
      encodeURIComponent(text),
      encodeURIComponent(encodeURIComponent(text)),
      hex,
      text.replaceAll('&', '&amp;'),
      text.replace(/(.{70})/g, '$1=\r\n').replaceAll('=\r\n', '\r\n '),
    ])
      expect(parseFragment(mangled)).toEqual(clean);
  }
});

test('in small letters a link opens or is refused, and never opens another document', () => {
  expect(parseFragment(EXAMPLE.toLowerCase()).ok).toBe(true);
  expect(parseFragment(DOCUMENT_LINK.toLowerCase()).ok).toBe(false);
});

function opened(found: Link): ReturnType<typeof openLink> {
  const { source } = found;
  if (source.kind === 'document') return openLink(found, source.scenario, undefined);
  const id = source.kind === 'built-in' ? source.id : '';
  if (id === CREATE_ORDER.id) return openLink(found, CREATE_ORDER, id);
  return { ok: false, problems: [unknownScenario(id, [CREATE_ORDER.id])] };
}
const json = (text: string): string => Buffer.from(text).toString('base64url');
const deep = `${'['.repeat(40)}${']'.repeat(40)}`;

test.each<[check: number, code: LinkProblemCode, text: string]>([
  [1, 'link-too-long', `v1.j.${'A'.repeat(262_144)}`],
  [2, 'link-not-ours', 'hello=world'],
  [2, 'link-not-ours', '=1'],
  [2, 'link-newer-version', 'v2.j.AAAA'],
  [2, 'link-newer-version', 'v1.d1.AAAA'],
  [2, 'link-unknown-codec', 'v1.q7.AAAA'],
  [2, 'link-unknown-codec', 'v0.j.AAAA'],
  [3, 'link-characters', 'v1.j.AA+A'],
  [3, 'link-characters', 'ex=a|b'],
  [3, 'link-cut', 'v1.j.AAAAA'],
  [3, 'link-cut', 'v1.j.'],
  [3, 'link-cut', 'v1.j'],
  [3, 'link-parameter', 'ex=a&seed=-1'],
  [3, 'link-parameter', 'ex=a&seed=99999999999999999'],
  [3, 'link-parameter', 'ex=a&at=1e3'],
  [3, 'link-parameter', 'ex=a&opt=b'],
  [3, 'link-parameter', 'ex=a&opt=b=1&opt=b=2'],
  [3, 'link-parameter', 'ex='],
  [3, 'link-parameter', 'src=%E0%A4%A'],
  [5, 'link-damaged', `v1.j.${json('{}')}&crc=00000000`],
  [6, 'link-not-text', `v1.j.${Buffer.from([0x7b, 0xff]).toString('base64url')}`],
  [7, 'link-not-json', `v1.j.${json('{"schema":1,')}`],
  [8, 'link-nesting', `v1.j.${json(deep)}`],
  [8, 'link-nesting', `v1.j.${json('{"__proto__":1}')}`],
  [9, 'link-shape', `v1.j.${json('{"schema":1}')}`],
  [9, 'link-shape', `v1.j.${json('[1]')}`],
  [10, 'link-references', `v1.j.${json(JSON.stringify({ ...CREATE_ORDER, claims: [{ variant: 'nowhere' }] }))}`],
  [10, 'link-unknown-scenario', 'ex=create-ordr'],
  [10, 'link-unknown-variant', 'ex=create-order&v=nothing'],
  [10, 'link-option', 'ex=create-order&opt=nothing=1'],
  [11, 'link-run', 'ex=a&run=x.1'],
  [11, 'link-run', 'ex=a&run=o.1'],
  [11, 'link-run', 'ex=a&run=o.2.a.1.b'],
  [11, 'link-run', 'ex=a&run=s.-99'],
  [11, 'link-run-too-long', `ex=a&run=s${'.a'.repeat(20_001)}`],
])('check %i: %s', (check, code, text) => {
  const parsed = parseFragment(text);
  const result = parsed.ok ? opened(parsed.value) : parsed;
  expect(result.ok ? [] : result.problems.map((found) => found.code)).toEqual([code]);
  expect(LINK_CHECKS[code]).toBe(check);
  expect(sentences(result)).toHaveLength(2);
});

/** The sentences of what is wrong, in both languages, after looking at them. */
function sentences(result: ReturnType<typeof parseFragment> | ReturnType<typeof openLink>): string[] {
  const [found] = result.ok ? [] : result.problems;
  if (found === undefined) return [];
  const texts = [linkProblemText(found, 'en'), linkProblemText(found, 'ko')];
  for (const text of texts) expect(text).not.toMatch(/\{\w+\}|undefined|.{600}/);
  expect(texts[1]).toMatch(/[가-힣]/);
  return texts;
}

test('a document problem is told with its place', () => {
  const parsed = parseFragment(`v1.j.${json(JSON.stringify({ ...CREATE_ORDER, services: {}, extra: 1 }))}`);
  const [found] = parsed.ok ? [] : parsed.problems;
  expect(found?.document?.length).toBeGreaterThan(0);
  expect(found === undefined ? '' : linkProblemText(found, 'en')).toMatch(
    /^The link holds JSON, but no scenario document\. \/\w+/,
  );
});

test('what a link brings is shown without characters that turn the line round', () => {
  const parsed = parseFragment('=\u202egnp.exe\u200b\n');
  const [found] = parsed.ok ? [] : parsed.problems;
  expect(found === undefined ? '' : linkProblemText(found, 'en')).not.toMatch(/[\u202e\u200b\n]/);
});

test('unknown parameters, unknown words of the view and later twins are passed over', () => {
  expect(
    parseFragment('ex=a&later=1&theme=sepia&view=3d&lang=!&seal=1.2&seed=5&seed=6&toString=1&__proto__=2'),
  ).toEqual({
    ok: true,
    value: { source: { kind: 'built-in', id: 'a' }, seed: 5 },
  });
});

test('a bare word is a place on the page and no link', () => {
  expect(['', '#', '#stage', 'main-content', '#v1'].filter(isLinkFragment)).toEqual([]);
  const links = ['#ex=a', 'v1.j', '#%76', '#hello world', '#!/a'];
  expect(links.filter(isLinkFragment)).toEqual(links);
});

test('a link that is too long to write is refused', () => {
  const schedule = Array.from({ length: 20_000 }, (_, i) => `choice ${i}`);
  const written = writeFragment({ source: { kind: 'built-in', id: 'a' }, run: { kind: 'schedule', schedule } });
  expect(written.ok ? '' : written.problems[0]?.code).toBe('link-too-long');
});

test('long rows of what is stripped or split cost no more than their length', () => {
  for (const unit of ['.', '%20', '&', '&utm_a=', '=', '_', 'opt=a=b&', '-x0020', ' ']) {
    const many = unit.repeat(Math.floor(250_000 / unit.length));
    for (const text of [`ex=a&run=q.${many}!x`, `ex=a${many}!&seed=x`, `!${many}!x`])
      expect(parseFragment(text).ok).toBe(false);
  }
});
