import { expect, test } from 'vitest';
import type { OptionValues, Scenario } from '../model/document.ts';
import { CREATE_ORDER } from '../testing/create-order.ts';
import { defaultValues } from '../model/options/values.ts';
import { parseFragment, writeFragment } from './fragment.ts';
import { linkTo, openLink } from './opening.ts';
import type { Opening } from './opening.ts';

const [first = '', second = ''] = Object.keys(CREATE_ORDER.variants);

const opened = (text: string): Opening => {
  const link = parseFragment(text);
  if (!link.ok) throw new Error(JSON.stringify(link.problems));
  const { source } = link.value;
  const own = source.kind === 'document' ? source.scenario : undefined;
  const result = openLink(link.value, own ?? CREATE_ORDER, own === undefined ? CREATE_ORDER.id : undefined);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
};
const written = (opening: Parameters<typeof linkTo>[0], entries = 0): string => {
  const text = writeFragment(linkTo(opening, entries));
  if (!text.ok) throw new Error(JSON.stringify(text.problems));
  return text.value;
};

test('what a short link leaves open is as the scenario says', () => {
  const opening = opened('ex=create-order');
  expect(opening).toMatchObject({
    builtIn: 'create-order',
    variant: first,
    seed: CREATE_ORDER.seed ?? 1,
    overrides: [],
    schedule: undefined,
  });
  expect(opening.scenario).toBe(CREATE_ORDER);
});

test('a variant sets its options, and options of the link stand above it', () => {
  const base = opened(`ex=create-order&v=${second}`).options;
  expect(base).toEqual({ ...defaultValues(CREATE_ORDER), ...CREATE_ORDER.variants[second]?.options });
  const [name = ''] = Object.entries(CREATE_ORDER.options ?? {}).find(([, option]) => option.kind === 'number') ?? [];
  const option = CREATE_ORDER.options?.[name];
  if (option?.kind !== 'number') throw new Error('the fixture has an option that is a number');
  expect(opened(`ex=create-order&v=${second}&opt=${name}=${option.maximum}`).options).toEqual({
    ...base,
    [name]: option.maximum,
  });
});

test('the link to every mix of options opens that mix', () => {
  const mixes: OptionValues[] = [{}];
  for (const [name, option] of Object.entries(CREATE_ORDER.options ?? {})) {
    const values = option.kind === 'choice' ? Object.keys(option.values) : [option.minimum, option.maximum];
    mixes.push(...mixes.flatMap((mix) => values.map((value) => ({ ...mix, [name]: value }))));
  }
  expect(mixes.length).toBeGreaterThan(4);
  for (const options of mixes) {
    const opening = { ...opened('ex=create-order&seed=9'), options, variant: undefined };
    expect(opened(written(opening)).options).toEqual({ ...defaultValues(CREATE_ORDER), ...options });
  }
});

test('a link says the seed, what was chosen by hand and where the cursor stands, and no more than needed', () => {
  const opening = opened('ex=create-order&seed=9');
  expect(written(opening)).toBe(`ex=create-order&v=${first}&seed=9`);
  const overrides = [{ step: 3, choice: 'relay order' }];
  expect(written({ ...opening, overrides }, 12)).toBe(`ex=create-order&v=${first}&seed=9&run=o.3.relay_order&at=12`);
  const schedule = ['request customer', 'relay order'];
  const text = written({ ...opening, schedule }, 1);
  expect(text).toBe(`ex=create-order&v=${first}&seed=9&run=s.request_customer.relay_order&at=1`);
  expect(opened(text).schedule).toEqual(schedule);
});

test("the reader's own document travels whole", () => {
  const own: Scenario = { ...CREATE_ORDER, title: { en: 'Mine' } };
  const text = written({ ...opened('ex=create-order'), scenario: own, builtIn: undefined });
  expect(opened(text)).toMatchObject({ scenario: own, builtIn: undefined });
});
