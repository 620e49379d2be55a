import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, scenarioDigest } from './canonical.ts';
import type { Scenario } from './document.ts';
import { CREATE_ORDER } from '../testing/create-order.ts';
import { REMOVED, edited } from '../testing/edit.ts';
import { ExpressionTypes } from './expression-check.ts';
import { handlerScope } from './handler-scope.ts';
import { parseJsonText } from './json-text.ts';
import { applyOptions } from './options/apply.ts';
import { variantValues } from './options/values.ts';
import { parseScenario, parseScenarioText } from './parse.ts';
import { memberPath, pointerTokens, valueAt } from './pointer.ts';
import { problemText } from './problem-text.ts';
import type { Problem } from './problem.ts';

const SEED = 20261121;

/** Every place of a document, the document itself excepted. */
function pathsOf(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = memberPath(path, key);
    return [at, ...pathsOf(member, at)];
  });
}

const PATHS = pathsOf(CREATE_ORDER);
const KEYS = [...new Set(PATHS.map((path) => path.slice(path.lastIndexOf('/') + 1)))];
const LEAVES = [...new Set(PATHS.map((path) => at(path)).filter((value) => typeof value !== 'object'))];

function at(path: string): unknown {
  return valueAt(CREATE_ORDER, pointerTokens(path) ?? []);
}

const anyPath = fc.constantFrom(...PATHS);

/** Something from elsewhere in the document, which may well fit, or any JSON. */
const anyValue = fc.oneof(
  { weight: 4, arbitrary: anyPath.map(at) },
  { weight: 3, arbitrary: fc.constantFrom(...LEAVES) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom('', 0, -1, 2 ** 53, 'x'.repeat(5000), '/services/order', 'order.total + 1') },
);

const anyKey = fc.oneof(fc.constantFrom(...KEYS), fc.constantFrom('constructor', 'prototype', '__proto__', 'toString'));

interface Mutation {
  readonly kind: 'delete' | 'replace' | 'insert';
  readonly path: string;
  readonly key: string;
  readonly value: unknown;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom('delete', 'replace', 'insert'),
  path: anyPath,
  key: anyKey,
  value: anyValue,
});

/** A mutation whose place an earlier one has taken away does nothing. */
function mutated(document: unknown, { kind, path, key, value }: Mutation): unknown {
  const target = valueAt(document, pointerTokens(path) ?? []);
  if (target === undefined) return document;
  if (kind === 'delete') return edited(document, [[path, REMOVED]]);
  if (kind === 'replace') return edited(document, [[path, value]]);
  if (typeof target !== 'object' || target === null) return document;
  const member = Array.isArray(target) ? String(target.length) : key;
  if (member !== '__proto__') return edited(document, [[`${path}/${member}`, value]]);
  return JSON.parse(JSON.stringify(edited(document, [[`${path}/PROTO`, value]])).replace('"PROTO":', '"__proto__":'));
}

/** What is amiss with an answer of the parser, whatever the document was. */
function complaints(result: ReturnType<typeof parseScenario>, document: unknown): readonly string[] {
  if (result.ok) return complaintsOfScenario(result.value);
  if (result.problems.length === 0) return ['refused without a problem'];
  return result.problems.flatMap((problem) => complaintsOfProblem(problem, document));
}

function complaintsOfProblem(problem: Problem, document: unknown): readonly string[] {
  const tokens = pointerTokens(problem.path);
  const parent = tokens === undefined ? undefined : valueAt(document, tokens.slice(0, -1));
  return [
    ...(parent === undefined ? [`${problem.code} leads to nothing: ${problem.path}`] : []),
    ...(/[.?]$/.test(problemText(problem, 'en')) ? [] : [`${problem.code} has no sentence in English`]),
    ...(/[가-힣].*[.?]$/su.test(problemText(problem, 'ko')) ? [] : [`${problem.code} has no sentence in Korean`]),
  ];
}

/** What everyone may rely on who got a scenario. */
function complaintsOfScenario(scenario: Scenario): readonly string[] {
  const text = canonicalJson(scenario);
  const again = parseScenarioText(text);
  const variants = Object.keys(scenario.variants).filter(
    (variant) => !applyOptions(scenario, variantValues(scenario, variant)).ok,
  );
  const handlers = Object.entries(scenario.services).flatMap(([service, { handlers: all }]) =>
    Object.keys(all).filter((message) => !handlerScope(scenario, service, message, new ExpressionTypes()).ok),
  );
  return [
    ...(again.ok && canonicalJson(again.value) === text ? [] : ['the canonical text does not give itself']),
    ...variants.map((variant) => `the variant ${variant} cannot be applied`),
    ...handlers.map((message) => `the handler of ${message} has no scope`),
  ];
}

test(`DO4: mutated documents are read, or refused at places that are there (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      const document = mutations.reduce(mutated, CREATE_ORDER as unknown);
      expect(complaints(parseScenario(document), document)).toEqual([]);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test(`DO4: mutated options and variants are read, or refused at places that are there (seed ${SEED})`, () => {
  const inOptions = PATHS.filter((path) => /^\/(options|variants|claims|story|layout)/.test(path));
  const patchPath = fc.oneof(
    anyPath,
    anyPath.map((path) => `${path}/0`),
    fc.constant('/machines/order/initial'),
  );
  const optionMutation = fc.oneof(
    fc.record({
      kind: fc.constantFrom<Mutation['kind']>('delete', 'replace', 'insert'),
      path: fc.constantFrom(...inOptions),
      key: anyKey,
      value: anyValue,
    }),
    fc.record({
      kind: fc.constant<Mutation['kind']>('insert'),
      path: fc.constantFrom(...inOptions.filter((path) => path.endsWith('/patch'))),
      key: anyKey,
      value: fc.oneof(
        fc.record({ path: patchPath, value: anyValue }),
        fc.record({ path: patchPath, remove: fc.constant(true) }),
      ),
    }),
  );
  fc.assert(
    fc.property(fc.array(optionMutation, { minLength: 1, maxLength: 2 }), (mutations) => {
      const document = mutations.reduce(mutated, CREATE_ORDER as unknown);
      expect(complaints(parseScenario(document), document)).toEqual([]);
    }),
    { seed: SEED, numRuns: 250 },
  );
});

test(`DO5: any JSON is read without throwing (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const result = parseScenario(value);
      expect(result.ok).toBe(false);
      expect(complaints(result, { ...Object(value) })).toEqual([]);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test(`DO5: any JSON in place of any part is read without throwing (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(CREATE_ORDER)), fc.jsonValue(), (part, value) => {
      const document = { ...CREATE_ORDER, [part]: value };
      expect(complaints(parseScenario(document), document)).toEqual([]);
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test(`DO6: a key of prototypes is refused wherever it stands, and changes no prototype (seed ${SEED})`, () => {
  const objects = ['', ...PATHS.filter((path) => isObject(at(path)))];
  fc.assert(
    fc.property(fc.constantFrom(...objects), fc.constantFrom('__proto__', 'constructor', 'prototype'), (path, key) => {
      const marked = JSON.stringify(edited(CREATE_ORDER, path === '' ? [['/MARK', {}]] : [[`${path}/MARK`, {}]]));
      const text = marked.replace('"MARK":{}', `"${key}":{"polluted":true}`);
      const result = parseScenarioText(text);
      expect(result).toEqual({
        ok: false,
        problems: [{ path: `${path}/${key}`, code: 'forbidden-key', params: { key } }],
      });
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }),
    { seed: SEED, numRuns: 300 },
  );
});

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

test(`DO7: JSON text is read as JSON.parse reads it, or refused where it refuses (seed ${SEED})`, () => {
  const texts = fc.oneof(
    fc.json({ maxDepth: 5 }),
    fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom('', '"', '\\', ',', '}', ']', '0', '.', 'e', '\n', '\u0001', 'ｘ'))
      .map(([text, position, inserted]) => {
        const cut = position % (text.length + 1);
        return text.slice(0, cut) + inserted + text.slice(cut + (inserted === '' ? 1 : 0));
      }),
    fc.string({ unit: fc.constantFrom(...'{}[]",:0123.eE+-\\u tfnalserud\n'.split('')) }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const expected = parsedOrUndefined(text);
      const result = parseJsonText(text);
      // Two equal keys are no mistake to JSON.parse.
      if (!result.ok && result.problems[0]?.code === 'duplicate-key') return;
      expect(result.ok ? { value: result.value } : undefined).toEqual(expected);
    }),
    { seed: SEED, numRuns: 5_000 },
  );
});

function parsedOrUndefined(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

test(`DO8: the digest tells scenarios apart and does not depend on the order of properties (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 31 }), (seed) => {
      const scenario = { ...CREATE_ORDER, seed };
      const reversed = Object.fromEntries(Object.entries(scenario).toReversed()) as unknown as typeof CREATE_ORDER;
      expect(scenarioDigest(reversed)).toBe(scenarioDigest(scenario));
      expect(scenarioDigest({ ...scenario, seed: seed + 1 })).not.toBe(scenarioDigest(scenario));
    }),
    { seed: SEED, numRuns: 100 },
  );
});
