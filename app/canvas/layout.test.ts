import { expect, test } from 'vitest';
import type { Graph } from './graph.ts';
import { layOut, turn } from './layout.ts';

const graph: Graph = {
  parts: [
    { id: 'client:a', kind: 'client', width: 80, height: 88 },
    { id: 'client:b', kind: 'client', width: 80, height: 88 },
    { id: 'channel:api', kind: 'channel', width: 184, height: 56 },
    { id: 'service:order', kind: 'service', width: 256, height: 240 },
    { id: 'channel:commands', kind: 'channel', width: 184, height: 56 },
    { id: 'service:kitchen', kind: 'service', width: 256, height: 128 },
  ],
  edges: [],
};

const places = {
  'client:a': { x: 0, y: 0 },
  'client:b': { x: 0, y: 300 },
  'channel:api': { x: 160, y: 150 },
  'service:order': { x: 400, y: 60 },
  'channel:commands': { x: 720, y: 150 },
  'service:kitchen': { x: 960, y: 100 },
};

test('where there is room, parts stand where the document says', async () => {
  const { direction, boxes } = await layOut(graph, places, { width: 1400, height: 700 });
  expect(direction).toBe('right');
  expect(boxes.get('service:order')).toEqual({ x: 400, y: 60, width: 256, height: 240 });
});

test('on a narrow stage the columns of the document become rows, in the same order and without overlap', async () => {
  const { direction, boxes } = await layOut(graph, places, { width: 360, height: 640 });
  expect(direction).toBe('down');
  const rows = [
    ['client:a', 'client:b'],
    ['channel:api'],
    ['service:order'],
    ['channel:commands'],
    ['service:kitchen'],
  ];
  let bottom = -Infinity;
  for (const row of rows) {
    const found = row.map((id) => boxes.get(id)).filter((box) => box !== undefined);
    expect(found).toHaveLength(row.length);
    expect(Math.min(...found.map(({ y }) => y))).toBeGreaterThan(bottom);
    found.reduce(
      (before, box) => {
        expect(box.x).toBeGreaterThan(before.x + before.width);
        return box;
      },
      { x: -Infinity, y: 0, width: 0, height: 0 },
    );
    bottom = Math.max(...found.map(({ y, height }) => y + height));
  }
});

test('rows stand around one middle', () => {
  const { boxes } = turn(graph, places);
  const middle = (id: string) => (boxes.get(id)?.x ?? NaN) + (boxes.get(id)?.width ?? NaN) / 2;
  expect(middle('service:order')).toBe(middle('channel:api'));
  expect(middle('client:a') + middle('client:b')).toBe(0);
});
