import { expect, test } from 'vitest';
import type { Graph } from './graph.ts';
import { layOutByLayers } from './layers.ts';
import { routeEdges, spread } from './ways.ts';

const graph: Graph = {
  parts: [
    { id: 'client:a', kind: 'client', width: 104, height: 96 },
    { id: 'channel:requests', kind: 'channel', width: 184, height: 56 },
    { id: 'service:order', kind: 'service', width: 264, height: 160 },
    { id: 'channel:commands', kind: 'channel', width: 184, height: 56 },
    { id: 'channel:replies', kind: 'channel', width: 184, height: 56 },
    { id: 'service:kitchen', kind: 'service', width: 264, height: 96 },
  ],
  edges: [
    ['client:a', 'channel:requests', false],
    ['channel:requests', 'service:order', false],
    ['service:order', 'channel:commands', false],
    ['channel:commands', 'service:kitchen', false],
    ['service:kitchen', 'channel:replies', true],
    ['channel:replies', 'service:order', true],
  ].map(([from, to, backward]) => ({
    id: `${String(from)}|${String(to)}`,
    from: String(from),
    to: String(to),
    backward: backward === true,
    direct: false,
  })),
};

test('parts do not overlap, and replies stand between the same services as commands', () => {
  for (const direction of ['right', 'down'] as const) {
    const { boxes } = layOutByLayers(graph, {}, direction);
    const list = [...boxes.values()];
    for (const [i, a] of list.entries())
      for (const b of list.slice(i + 1)) {
        const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(apart).toBe(true);
      }
    const axis = direction === 'right' ? 'x' : 'y';
    expect(boxes.get('channel:replies')?.[axis]).toBe(boxes.get('channel:commands')?.[axis]);
  }
});

test('every edge has a way that begins and ends at the border of its boxes', () => {
  const layout = layOutByLayers(graph, {}, 'right');
  const ways = routeEdges(graph, layout);
  expect([...ways.keys()].sort()).toEqual(graph.edges.map(({ id }) => id).sort());
  for (const { id, from, to } of graph.edges) {
    const { samples } = ways.get(id) as { samples: Float32Array };
    for (const [part, x] of [
      [from, samples[0]],
      [to, samples[samples.length - 2]],
    ] as const) {
      const box = layout.boxes.get(part);
      expect([box?.x, (box?.x ?? 0) + (box?.width ?? 0)]).toContain(x);
    }
  }
});

test('ports keep their order and stay within the side', () => {
  expect(spread([50, 50, 50], 0, 100)).toEqual([50, 66, 82]);
  expect(spread([90, 95, 99], 0, 100)).toEqual([68, 84, 100]);
  expect(spread([0, 0, 0, 0], 0, 12)).toEqual([0, 4, 8, 12]);
});

test('an answer goes round on the side where fewer parts stand', () => {
  const box = (x: number, y: number) => ({ x, y, width: 100, height: 60 });
  const edges = [{ id: 'answer', from: 'service:order', to: 'client:a', backward: true, direct: true }];
  const parts = ['client:a', 'channel:requests', 'service:order', 'service:kitchen'].map((id) => ({
    id,
    kind: id.split(':')[0] as 'client' | 'channel' | 'service',
    width: 100,
    height: 60,
  }));
  const bow = (kitchen: number): number => {
    const boxes = new Map([
      ['client:a', box(0, 0)],
      ['channel:requests', box(200, 0)],
      ['service:order', box(400, 0)],
      ['service:kitchen', box(200, kitchen)],
    ]);
    const { samples } = routeEdges({ parts, edges }, { direction: 'right', boxes, bends: new Map() }).get('answer') ?? {
      samples: new Float32Array(),
    };
    return samples[Math.floor(samples.length / 4) * 2 + 1] ?? 0;
  };
  expect(bow(70)).toBeLessThan(0);
  expect(bow(-70)).toBeGreaterThan(60);
});
