import { expect, test } from 'vitest';
import { EntryKind, Fate, FIELD_COUNT, NO_VALUES } from '../../src/engine/index.ts';
import type { Structure, TraceColumns } from '../../src/engine/index.ts';
import { LEG_MILLIS, paceTrace } from '../player/pacing.ts';
import { findMotions } from './motions.ts';

const structure = {
  services: [{ id: 'order' }, { id: 'kitchen' }],
  channels: [{ id: 'events', kind: 'publish-subscribe', to: ['kitchen'] }],
  clients: [{ id: 'alice' }],
  messageTypes: [
    { id: 'Created', kind: 'event' },
    { id: 'Undo', kind: 'command' },
  ],
} as unknown as Structure;

/** Entries as kind, fields, part; each is a choice of its own, a millisecond after the other. */
function motionsOf(entries: readonly (readonly [kind: number, fields: readonly number[], part: string])[]) {
  const fields = new Int32Array(entries.length * FIELD_COUNT);
  entries.forEach(([, values], i) => fields.set(values, i * FIELD_COUNT));
  const trace: TraceColumns = {
    length: entries.length,
    kinds: Uint8Array.from(entries, ([kind]) => kind),
    times: Float64Array.from(entries, (_entry, i) => i * 1000),
    steps: Int32Array.from(entries, (_entry, i) => i),
    causes: new Int32Array(entries.length),
    actors: new Int32Array(entries.length),
    fields,
    values: NO_VALUES,
  };
  const pacing = paceTrace(trace);
  const parts = entries.map(([, , part]) => part);
  return { pacing, motions: findMotions(trace, structure, pacing, parts, new Set(['Undo'])) };
}

// message, type, channel, fate, transaction, client
const sent = (message: number, fate: number = Fate.arrived, type = 0) =>
  [EntryKind.sent, [message, type, 0, fate, 0, 0], 'service:order'] as const;
// message, copy, delivery, channel, service
const delivered = (message: number, copy = 1) =>
  [EntryKind.delivered, [message, copy, 1, 0, 1], 'service:kitchen'] as const;

test('a message flies into its pipe, waits there and flies out, without a gap', () => {
  const { motions, pacing } = motionsOf([
    sent(7),
    [EntryKind.begun, [], ''],
    [EntryKind.begun, [], ''],
    [EntryKind.begun, [], ''],
    [EntryKind.begun, [], ''],
    [EntryKind.begun, [], ''],
    delivered(7),
  ]);
  expect(motions.map(({ phase, place }) => [phase, place])).toEqual([
    ['fly', 'service:order|channel:events'],
    ['wait', 'channel:events'],
    ['fly', 'channel:events|service:kitchen'],
  ]);
  const [into, waits, out] = motions;
  expect(into?.startMillis).toBe(pacing.millis[0]);
  expect(waits?.startMillis).toBe(into?.endMillis);
  expect(out?.startMillis).toBe(waits?.endMillis);
  expect(out?.endMillis).toBe(pacing.millis[6]);
});

test('a lost message only breaks; one that is never delivered waits for ever', () => {
  expect(motionsOf([sent(7, Fate.lost)]).motions.map(({ phase }) => phase)).toEqual(['lost']);
  expect(motionsOf([sent(7)]).motions[1]).toMatchObject({ phase: 'wait', endMillis: Infinity });
});

test('both copies of a duplicate arrive and are marked', () => {
  const { motions } = motionsOf([sent(7, Fate.duplicated), delivered(7, 1), delivered(7, 2)]);
  expect(motions.filter(({ place }) => place === 'channel:events|service:kitchen')).toHaveLength(2);
  expect(motions.every(({ echo }) => echo)).toBe(true);
});

test('a copy that is given back flies back before it is delivered again', () => {
  const { motions } = motionsOf([
    sent(7),
    delivered(7),
    [EntryKind.requeued, [7, 1, 0], 'channel:events'],
    delivered(7),
  ]);
  const back = motions.find(({ phase }) => phase === 'back');
  const again = motions.filter(({ place, phase }) => phase === 'fly' && place === 'channel:events|service:kitchen')[1];
  expect(back?.place).toBe('channel:events|service:kitchen');
  expect(again?.startMillis).toBeGreaterThanOrEqual(back?.endMillis ?? Infinity);
});

test('compensations are told apart, and an answer flies straight to its client', () => {
  expect(motionsOf([sent(7, Fate.arrived, 1)]).motions[0]?.compensation).toBe(true);
  const { motions } = motionsOf([[EntryKind.sent, [7, 0, -1, Fate.arrived, 0, 1], 'service:order']]);
  expect(motions).toHaveLength(1);
  expect(motions[0]).toMatchObject({ phase: 'fly', place: 'service:order|client:alice' });
  expect((motions[0]?.endMillis ?? 0) - (motions[0]?.startMillis ?? 0)).toBe(2 * LEG_MILLIS);
});
