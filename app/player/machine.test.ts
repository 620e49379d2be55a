import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createActor } from 'xstate';
import { ease } from './ease.ts';
import { playerMachine } from './machine.ts';

let frame: ((now: number) => void) | undefined;
let clock = 0;

beforeEach(() => {
  clock = 0;
  frame = undefined;
  vi.stubGlobal('requestAnimationFrame', (callback: (now: number) => void) => {
    frame = callback;
    return 1;
  });
  vi.stubGlobal('cancelAnimationFrame', () => {
    frame = undefined;
  });
});
afterEach(() => vi.unstubAllGlobals());

/** Lets animation frames pass, 50 milliseconds each. */
function pass(frames: number): void {
  for (let i = 0; i < frames; i++) {
    clock += 50;
    frame?.(clock);
  }
}

function started(durationMillis = 1000, atMillis = 0) {
  const player = createActor(playerMachine).start();
  player.send({ type: 'load', durationMillis, atMillis });
  return player;
}

test('playing goes on at the rate until the end, and playing again begins at the start', () => {
  const player = started();
  player.send({ type: 'rate', rate: 2 });
  player.send({ type: 'play' });
  pass(6);
  expect(player.getSnapshot().value).toBe('playing');
  expect(player.getSnapshot().context.atMillis).toBe(500);
  pass(6);
  expect(player.getSnapshot().value).toBe('paused');
  expect(player.getSnapshot().context.atMillis).toBe(1000);
  player.send({ type: 'toggle' });
  expect(player.getSnapshot().value).toBe('playing');
  expect(player.getSnapshot().context.atMillis).toBe(0);
});

test('a glide arrives exactly where it was sent, in both directions', () => {
  const player = started(1000, 800);
  player.send({ type: 'glide', atMillis: 123 });
  pass(4);
  const between = player.getSnapshot().context.atMillis;
  expect(between).toBeLessThan(800);
  expect(between).toBeGreaterThan(123);
  pass(6);
  expect(player.getSnapshot().value).toBe('paused');
  expect(player.getSnapshot().context.atMillis).toBe(123);
});

test('seeking stays within the run and pauses', () => {
  const player = started();
  player.send({ type: 'play' });
  player.send({ type: 'seek', atMillis: 5000 });
  expect(player.getSnapshot().value).toBe('paused');
  expect(player.getSnapshot().context.atMillis).toBe(1000);
  player.send({ type: 'seek', atMillis: -5 });
  expect(player.getSnapshot().context.atMillis).toBe(0);
});

test('a tab that slept does not jump', () => {
  const player = started(100_000);
  player.send({ type: 'play' });
  pass(1);
  clock += 60_000;
  pass(1);
  expect(player.getSnapshot().context.atMillis).toBe(100);
});

test('an empty run does not play', () => {
  const player = started(0);
  player.send({ type: 'play' });
  expect(player.getSnapshot().value).toBe('paused');
});

test('easing starts at 0, ends at 1 and never goes back', () => {
  expect(ease(0)).toBe(0);
  expect(ease(1)).toBe(1);
  for (let i = 1; i <= 50; i++) expect(ease(i / 50)).toBeGreaterThanOrEqual(ease((i - 1) / 50));
});
