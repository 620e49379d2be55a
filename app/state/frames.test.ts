import { expect, test } from 'vitest';
import type { Frame } from '../../src/engine/index.ts';
import { FrameSource } from './frames.ts';

const frame = (step: number): Frame => ({ step }) as Frame;

test('while a frame is fetched only the newest wish is kept, and fetched frames stay at hand', async () => {
  const asked: number[] = [];
  const arrived: number[] = [];
  const waiting: (() => void)[] = [];
  const source = new FrameSource(
    (_run, step) => {
      asked.push(step);
      return new Promise((resolve) => waiting.push(() => resolve(frame(step))));
    },
    ({ step }) => arrived.push(step),
    () => expect.unreachable(),
  );
  for (const step of [1, 2, 3, 4]) expect(source.want(1, step)).toBeUndefined();
  expect(asked).toEqual([1]);
  waiting.shift()?.();
  await new Promise((resolve) => setTimeout(resolve));
  expect(asked).toEqual([1, 4]);
  waiting.shift()?.();
  await new Promise((resolve) => setTimeout(resolve));
  expect(arrived).toEqual([1, 4]);
  expect(source.want(1, 4)).toEqual(frame(4));
});

test('a frame of a run that was left is dropped', async () => {
  const arrived: string[] = [];
  const waiting: (() => void)[] = [];
  const source = new FrameSource(
    (run, step) => new Promise((resolve) => waiting.push(() => resolve({ step, stateDigest: `${run}` } as Frame))),
    ({ stateDigest }) => arrived.push(stateDigest),
    () => expect.unreachable(),
  );
  source.want(1, 5);
  source.want(2, 5);
  for (let i = 0; i < 2; i++) {
    waiting.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(arrived).toEqual(['2']);
});
