import { expect, test } from 'vitest';
import { unpack } from '../base/pack.ts';
import type { Value } from '../base/values.ts';
import { Walk, packed } from '../testing/walk.ts';
import { Trace } from '../trace/trace.ts';
import { ChoiceKind, choiceKind, choiceName } from './choice.ts';
import { choices } from './choices.ts';
import type { Program } from './program.ts';
import { step } from './step.ts';
import type { World } from './world.ts';

/** Catches a hang and nothing else: on a busy machine these take long. */
const PATIENCE = { timeout: 600_000 };

const WALKS = 300;
const STEPS = 40;
const SEEDS = Array.from({ length: WALKS }, (_, seed) => seed);

/** Compiled once for all tests here; that their tables of values are no longer fresh must make no difference. */
const programs = new Map<number, Program>();

function walkOf(seed: number): Walk {
  const walk = new Walk(seed, programs.get(seed));
  programs.set(seed, walk.program);
  return walk;
}

/** As text: comparing long arrays costs more than making them. */
const bytesOf = (world: World): string => Buffer.from(packed(world)).toString('latin1');

const enabledOf = (walk: Walk): string => walk.enabled().join(' ');

const namesOf = (world: World): string[] => {
  const enabled: Value[] = [];
  choices(world.program, world, enabled);
  return enabled.map((choice) => choiceName(world.program, choice));
};

const names = (walk: Walk): string[] => walk.enabled().map((choice) => choiceName(walk.program, choice));

test(
  `WO4: undo takes every step back exactly, and all of them to the beginning (seeds 0 to ${WALKS - 1})`,
  PATIENCE,
  () => {
    const kinds = new Set<number>();
    const wrong: string[] = [];
    for (const seed of SEEDS) {
      const walk = walkOf(seed);
      const here = (): string => [walk.world.stateDigest, bytesOf(walk.world), enabledOf(walk)].join('\n');
      const past = [here()];
      for (let i = 0; i < STEPS; i++) {
        const choice = walk.pick();
        if (choice === undefined || walk.tape.once(5)) {
          for (let back = walk.tape.below(4); back > 0 && past.length > 1; back--) {
            walk.undo();
            past.pop();
            if (here() !== past[past.length - 1]) wrong.push(`seed ${seed}, step ${i}`);
          }
          continue;
        }
        kinds.add(choiceKind(walk.program.values, choice));
        walk.step(choice);
        past.push(here());
      }
      const [first] = past;
      while (past.length > 1) {
        walk.undo();
        past.pop();
      }
      expect(walk.world.journal.depth).toBe(0);
      expect(here() === first, `seed ${seed}`).toBe(true);
    }
    expect(wrong).toEqual([]);
    // Every kind of choice was taken, so every kind was undone.
    expect([...kinds].sort((a, b) => a - b)).toEqual(Object.values(ChoiceKind));
  },
);

test(
  `WO5: the digest that is kept is the digest computed afresh, after steps and undos (seeds 0 to ${WALKS - 1})`,
  PATIENCE,
  () => {
    for (const seed of SEEDS) {
      const walk = walkOf(seed);
      let depth = 0;
      for (let i = 0; i < STEPS; i++) {
        const choice = walk.pick();
        if (depth > 0 && (choice === undefined || walk.tape.once(4))) {
          walk.undo();
          depth--;
        } else if (choice !== undefined) {
          walk.step(choice);
          depth++;
        }
        expect(walk.world.freshDigest(), `seed ${seed}`).toBe(walk.world.stateDigest);
      }
    }
  },
);

test(
  `WO2: the enabled choices that are kept are those computed afresh, each once (seeds 0 to ${WALKS - 1})`,
  PATIENCE,
  () => {
    for (const seed of SEEDS) {
      const walk = walkOf(seed);
      let depth = 0;
      for (let i = 0; i < STEPS; i++) {
        const kept = walk.enabled();
        walk.world.parts.touch(walk.world.parts.all);
        expect(enabledOf(walk) === kept.join(' '), `seed ${seed}`).toBe(true);
        const all = names(walk);
        expect(new Set(all).size, `seed ${seed}: ${all.join(', ')}`).toBe(all.length);
        const choice = walk.pick(kept);
        if (depth > 0 && (choice === undefined || walk.tape.once(4))) {
          walk.undo();
          depth--;
        } else if (choice !== undefined) {
          walk.step(choice);
          depth++;
        }
      }
    }
  },
);

test(
  `WO6: packed and unpacked among other values, a world has the same digest, bytes and choices, and goes on the same (seeds 0 to ${WALKS - 1})`,
  PATIENCE,
  () => {
    for (const seed of SEEDS) {
      const walk = walkOf(seed);
      for (let i = walk.tape.below(STEPS); i > 0; i--) {
        const choice = walk.pick();
        if (choice !== undefined) walk.step(choice);
      }
      const other = walk.stranger();
      unpack(other.values, other.logicalContainers(), walk.bytes());
      for (let i = 0; i < 10; i++) {
        expect(other.stateDigest, `seed ${seed}`).toBe(walk.world.stateDigest);
        expect(other.freshDigest()).toBe(walk.world.stateDigest);
        expect(bytesOf(other) === bytesOf(walk.world), `seed ${seed}`).toBe(true);
        expect(namesOf(other).join('\n')).toBe(names(walk).join('\n'));
        const enabled = walk.enabled();
        const at = walk.tape.below(Math.max(enabled.length, 1));
        if (enabled.length === 0) break;
        const others: Value[] = [];
        choices(other.program, other, others);
        step(other.program, other, others[at] as Value, { emit() {} });
        walk.step(enabled[at] as Value);
      }
    }
  },
);

test(
  `WO7: a replay from any checkpoint is the replay from the start: entries and digest (seeds 0 to ${WALKS - 1})`,
  PATIENCE,
  () => {
    for (const seed of SEEDS) {
      const walk = walkOf(seed);
      const whole = new Trace(walk.program.values);
      const made: Value[] = [];
      const checkpoints = [walk.bytes()];
      const lengths = [0];
      for (let i = 0; i < STEPS; i++) {
        const choice = walk.pick();
        if (choice === undefined) break;
        walk.step(choice, whole);
        made.push(choice);
        checkpoints.push(walk.bytes());
        lengths.push(whole.length);
      }
      const from = walk.tape.below(made.length + 1);
      const again = new Walk(seed, walk.program);
      unpack(again.world.values, again.world.logicalContainers(), checkpoints[from] as Uint8Array);
      const rest = new Trace(walk.program.values);
      for (const choice of made.slice(from)) again.step(choice, rest);
      expect(again.world.stateDigest, `seed ${seed}`).toBe(walk.world.stateDigest);
      expect(bytesOf(again.world) === bytesOf(walk.world)).toBe(true);
      const cut = new Trace(walk.program.values);
      whole.replay(cut, lengths[from] as number);
      expect(rest.digest, `seed ${seed}`).toBe(cut.digest);
      expect(rest.length).toBe(cut.length);
    }
  },
);
