import { beforeAll, expect, test } from 'vitest';
import { createExploration, matrixOf, prepare, structureOf } from '../../src/engine/index.ts';
import { catalogue } from '../../src/scenarios/index.ts';
import { loadMessages } from '../i18n/translate.ts';
import { tellChoice } from './schedule-text.ts';

beforeAll(async () => {
  await Promise.all([loadMessages('en'), loadMessages('ko')]);
});

async function opened(id: string) {
  const scenario = await (catalogue.find((item) => item.id === id) as (typeof catalogue)[number]).load();
  const program = prepare(scenario, Object.values(scenario.variants)[0]?.options ?? {});
  if (!program.ok) throw new Error(JSON.stringify(program.problems));
  return { scenario, program: program.value, structure: structureOf(program.value) };
}

test('choices are told with the titles of their parts', async () => {
  const { structure } = await opened('saga-lost-update');
  const told = (name: string) => tellChoice(name, structure, 'en');
  expect(told('request alice').text).toMatch(/sends the next request$/);
  expect(told('deliver order-api alice/create.1 copy 2 to order.0')).toMatchObject({
    about: 'Alice, create.1',
    fault: false,
  });
  expect(told('run order.0 alice/create.1>create-order~2>reply').about).toContain('› reply');
  expect(told('timer accounting.0 alice/create.1>x').text).toMatch(/^A pause of/);
  expect(told('timer alice/create.1>create-order at authorizing card').text).toMatch(/^A step of the saga/);
  expect(told('timer alice').text).toMatch(/^A request of/);
  expect(told('crash order.0')).toMatchObject({ fault: true });
  expect(told('relay order (lost)')).toMatchObject({ fault: true });
  expect(told('relay order (lost)').text).toMatch(/\(lost\)$/);
  expect(told('run order.0 alice/a\\ b.1').about).toBe('Alice, a b.1');
  expect(told('something else')).toEqual({ text: 'something else', about: undefined, fault: false });
});

test.each(catalogue.map(({ id }) => id))('every choice that a search of %s makes is told in words', async (id) => {
  const { scenario, program, structure } = await opened(id);
  const [variant] = Object.keys(scenario.variants);
  const found = matrixOf(scenario)
    .cells.filter((cell) => cell.variant === variant && cell.claim === 'reachable')
    .map(({ property, budget }) => {
      const exploration = createExploration(program, {
        properties: [property],
        budget,
        maximumStates: 5000,
        maximumDepth: 1000,
      });
      while (exploration.advance(10_000) === undefined);
      return exploration.result;
    });
  const names = found.flatMap((result) => (result?.verdict === 'found' ? result.schedule : []));
  for (const language of ['en', 'ko'] as const)
    expect(names.filter((name) => tellChoice(name, structure, language).text === name)).toEqual([]);
});
