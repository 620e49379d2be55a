import { expect, test } from 'vitest';
import { drawTokens } from './draw.ts';
import type { Brush, Palette } from './draw.ts';
import { wayThrough } from './geometry.ts';
import type { Motion } from './motions.ts';
import { newTokens, placeTokens, TokenFlag } from './tokens.ts';
import type { Scene } from './tokens.ts';

const motion = (part: Partial<Motion>): Motion => ({
  phase: 'fly',
  place: 'service:a|channel:b',
  startMillis: 0,
  endMillis: 100,
  kind: 0,
  compensation: false,
  echo: false,
  entry: 0,
  ...part,
});

const scene = (motions: readonly Motion[]): Scene => ({
  ways: new Map([
    [
      'service:a|channel:b',
      wayThrough(
        [
          { x: 0, y: 0 },
          { x: 100, y: 0 },
        ],
        'right',
      ),
    ],
  ]),
  slots: new Map([['channel:b', { x: 200, y: 50 }]]),
  motions,
});

function placed(motions: readonly Motion[], at: number, still = false) {
  const tokens = newTokens();
  placeTokens(scene(motions), at, still, tokens);
  return Array.from({ length: tokens.count }, (_item, i) => ({
    x: Math.round(tokens.places[4 * i] as number),
    y: Math.round(tokens.places[4 * i + 1] as number),
    flags: tokens.flags[i],
  }));
}

test('a message leaves at the start of its motion and has arrived at its end', () => {
  expect(placed([motion({})], 0)).toEqual([{ x: 0, y: 0, flags: 0 }]);
  expect(placed([motion({})], 50)).toEqual([{ x: 50, y: 0, flags: 0 }]);
  expect(placed([motion({})], 100)).toEqual([]);
  expect(placed([motion({ startMillis: 10 })], 9)).toEqual([]);
});

test('with reduced motion a flying message stands where it arrives', () => {
  expect(placed([motion({})], 1, true)).toEqual([{ x: 100, y: 0, flags: 0 }]);
});

test('waiting messages stand in a row in their pipe, as many as there are slots', () => {
  const waiting = Array.from({ length: 9 }, () => motion({ phase: 'wait', place: 'channel:b', endMillis: Infinity }));
  const places = placed(waiting, 1e9);
  expect(places).toHaveLength(7);
  expect(places[0]).toEqual({ x: 200, y: 50, flags: 0 });
  expect(places[6]?.x).toBe(200 + 6 * 18);
});

test('a lost message breaks on its way and never arrives', () => {
  const lost = motion({ phase: 'lost', endMillis: 1000, compensation: true });
  for (const at of [0, 400, 700, 999]) {
    const [token] = placed([lost], at);
    expect(token?.x).toBeLessThan(70);
    expect(token?.flags).toBe(TokenFlag.lost | TokenFlag.compensation);
  }
});

test('there is room for any number of messages', () => {
  expect(
    placed(
      Array.from({ length: 3000 }, () => motion({})),
      50,
    ),
  ).toHaveLength(3000);
});

test('drawing fills one path for each kind of message, whatever their number', () => {
  const calls: string[] = [];
  const brush = new Proxy({} as Record<string, unknown>, {
    get: (_target, name) => () => calls.push(String(name)),
    set: () => true,
  }) as unknown as Brush;
  const palette: Palette = { fills: ['a', 'b', 'c', 'd'], lines: ['a', 'b', 'c', 'd'], surface: 'e', anomaly: 'f' };
  const tokens = newTokens();
  placeTokens(scene(Array.from({ length: 400 }, (_item, i) => motion({ kind: i % 4 }))), 50, false, tokens);
  drawTokens(brush, tokens, { transform: [0, 0, 1], pixelRatio: 1, width: 10, height: 10 }, palette);
  expect(calls.filter((name) => name === 'fill')).toHaveLength(4);
  expect(calls.filter((name) => name === 'clearRect')).toHaveLength(1);
});
