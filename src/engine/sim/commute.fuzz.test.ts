import { expect, test } from 'vitest';
import type { Value } from '../base/values.ts';
import { Walk } from '../testing/walk.ts';
import { EntryKind } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import { ChoiceKind, ChoiceVariant, choiceKind, choiceName, choiceVariant } from './choice.ts';
import { ReplyAddress, messageReplyTo } from './message.ts';

/** Catches a hang and nothing else: on a busy machine these take long. */
const PATIENCE = { timeout: 600_000 };

const WALKS = 300;
const STEPS = 30;
const SEEDS = Array.from({ length: WALKS }, (_, seed) => seed);

/**
 * What a choice looks at or changes here, said generously: services and clients as a whole; of a queue what stands in it, and
 * its end, where copies are added (without a promised order there is no end); each budget of faults. Two choices that
 * share nothing of it are independent.
 */
function footprint(walk: Walk, choice: Value): ReadonlySet<string> {
  const { values, channels, sagas, services } = walk.program;
  const touched = new Set<string>();
  const at = (i: number): number => ~values.field(choice, i);
  const kind = choiceKind(values, choice);
  const variant = choiceVariant(values, choice);
  if (kind === ChoiceKind.request || kind === ChoiceKind.answer || kind === ChoiceKind.clientTimer)
    touched.add(`client ${at(1)}`);
  else if (kind === ChoiceKind.deliver || kind === ChoiceKind.redeliver) {
    touched.add(`queue ${at(1)}`);
    if (kind === ChoiceKind.deliver) touched.add(`service ${channels[at(1)]?.consumers[at(2)]}`);
  } else if (kind === ChoiceKind.sagaTimer) touched.add(`service ${sagas[at(1)]?.owner}`);
  else touched.add(`service ${at(1)}`);
  if (kind === ChoiceKind.crash) touched.add('crashes');
  if (variant !== ChoiceVariant.plain)
    touched.add(kind === ChoiceKind.acknowledge ? 'lost acknowledgements' : `fate ${variant}`);

  const note: Sink['emit'] = (entry, _actor, ...fields) => {
    const field = (n: number): number => fields[n] as number;
    if (entry === EntryKind.acknowledged || entry === EntryKind.requeued || entry === EntryKind.deadLettered)
      touched.add(`queue ${field(2)}`);
    if (entry !== EntryKind.sent) return;
    if (kind === ChoiceKind.request || kind === ChoiceKind.clientTimer) {
      // Where a handler is one choice, so is the request and its handling.
      const consumers = (channels[field(2)]?.consumers ?? []).filter((service) => services[service]?.wholeHandlers);
      for (const service of consumers) touched.add(`service ${service}`).add(`queue ${field(2)}`);
    }
    if (field(2) >= 0) {
      if (channels[field(2)]?.ordering !== 'none') touched.add(`end of ${field(2)}`);
      return;
    }
    const address = messageReplyTo(values, field(6));
    const party = ~values.field(address, 0) === ReplyAddress.client ? 'client' : 'service';
    touched.add(`${party} ${~values.field(address, 1)}`);
  };
  walk.step(choice, { emit: note });
  walk.undo();
  return touched;
}

const isDisjoint = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean => [...a].every((one) => !b.has(one));

test(
  `WO8: independent choices commute: same digest, bytes and choices in either order (seeds 0 to ${WALKS - 1})`,
  PATIENCE,
  () => {
    const pairs = new Map<string, number>();
    for (const seed of SEEDS) {
      const walk = new Walk(seed);
      const kindOf = (choice: Value): number => choiceKind(walk.program.values, choice);
      const after = (first: Value, second: Value): string => {
        walk.step(first);
        if (!walk.enabled().includes(second)) return `${choiceName(walk.program, second)} is not enabled any more`;
        walk.step(second);
        const reached = [walk.world.stateDigest, walk.bytes().join(' '), walk.enabled().join(' ')].join('\n');
        walk.undo();
        walk.undo();
        return reached;
      };
      for (let i = 0; i < STEPS; i++) {
        const enabled = walk.enabled();
        if (enabled.length === 0) break;
        for (let tries = 0; tries < 2; tries++) {
          const [first, second] = [walk.pick(enabled) as Value, walk.pick(enabled) as Value];
          if (first === second || !isDisjoint(footprint(walk, first), footprint(walk, second))) continue;
          const same = after(first, second) === after(second, first);
          const names = [first, second].map((choice) => choiceName(walk.program, choice));
          expect(same, `seed ${seed}: ${names.join(' and ')}`).toBe(true);
          const pair = [kindOf(first), kindOf(second)].sort((x, y) => x - y).join(' ');
          pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
        }
        walk.step(walk.pick(enabled) as Value);
      }
    }
    const total = [...pairs.values()].reduce((sum, count) => sum + count, 0);
    expect(total).toBeGreaterThan(2_000);
    expect(pairs.size).toBeGreaterThan(40);
  },
);
