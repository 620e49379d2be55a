import { expect, test } from 'vitest';
import { NULL, Values } from '../base/values.ts';
import { entryAt, traceColumns } from './columns.ts';
import { ENTRY_FIELDS, ENTRY_KIND_NAMES, EntryKind, FIELD_COUNT } from './entry.ts';
import { identity, identityText } from './identity.ts';
import { plainValue } from './plain-value.ts';
import { Trace } from './trace.ts';

/** A trace with entries of one work: requested, sent, delivered, committed. */
function small(values = new Values()): Trace {
  const trace = new Trace(values);
  const client = values.text('client/ann');
  const message = identity(values, NULL, values.text('ann/order'), 1);
  trace.emit(EntryKind.requested, client, 0, message, message);
  trace.emit(EntryKind.sent, client, message, 2, 0, 0, NULL, 0, values.tuple(message));
  trace.time = 1_500;
  trace.step = 1;
  trace.emit(EntryKind.delivered, message, message, 1, 1, 0, 0, 0, 2);
  trace.time = 2 ** 40;
  trace.step = 2;
  trace.emit(EntryKind.committed, message, identity(values, message, values.text('place'), 1));
  return trace;
}

test('TR3: every kind of entry has a name, a code of its own, and no more fields than there is room for', () => {
  const codes = Object.values(EntryKind);
  expect(new Set(codes).size).toBe(codes.length);
  for (const [name, code] of Object.entries(EntryKind)) {
    expect(ENTRY_KIND_NAMES[code]).toBe(name);
    expect(ENTRY_FIELDS[ENTRY_KIND_NAMES[code] as keyof typeof EntryKind].length).toBeLessThanOrEqual(FIELD_COUNT);
  }
});

test('TR4: an entry is caused by the last of its actor, a delivery by the sending, what a relay sends by its outbox row', () => {
  const trace = small();
  expect([0, 1, 2, 3].map((ordinal) => trace.causeAt(ordinal))).toEqual([-1, 0, 1, 2]);
  const { values } = trace;
  const reply = values.text('reply');
  const work = values.text('work');
  trace.emit(EntryKind.outboxed, work, NULL, reply, 0, 0, NULL);
  trace.emit(EntryKind.sent, values.text('relay/shop'), reply, 0, 0, 0, NULL, 0, NULL);
  trace.emit(EntryKind.marked, values.text('relay/shop'), 0, reply);
  expect([4, 5, 6].map((ordinal) => trace.causeAt(ordinal))).toEqual([-1, 4, 5]);
});

test('TR5: the digest is over kinds, times, actors and the content of fields, in their order', () => {
  const digest = (change: (trace: Trace, values: Values) => void): string => {
    const values = new Values();
    const trace = new Trace(values);
    change(trace, values);
    return trace.digest;
  };
  const base = digest((trace, values) => trace.emit(EntryKind.committed, values.text('a'), values.text('b')));
  const noise = digest((trace, values) => {
    values.text('something before');
    trace.emit(EntryKind.committed, values.text('a'), values.text('b'));
  });
  expect(noise).toBe(base);
  const others = [
    digest((trace, values) => trace.emit(EntryKind.rolledBack, values.text('a'), values.text('b'))),
    digest((trace, values) => trace.emit(EntryKind.committed, values.text('b'), values.text('b'))),
    digest((trace, values) => trace.emit(EntryKind.committed, values.text('a'), values.text('a'))),
    digest((trace, values) => {
      trace.time = 1;
      trace.emit(EntryKind.committed, values.text('a'), values.text('b'));
    }),
    digest((trace, values) => {
      trace.time = 2 ** 32;
      trace.emit(EntryKind.committed, values.text('a'), values.text('b'));
    }),
    digest((trace, values) => {
      trace.emit(EntryKind.committed, values.text('a'), values.text('b'));
      trace.emit(EntryKind.committed, values.text('a'), values.text('b'));
    }),
    digest(() => {}),
  ];
  expect(new Set([base, ...others]).size).toBe(1 + others.length);
});

test('TR6: the first entry of a step is found, also where steps have none', () => {
  const values = new Values();
  const trace = new Trace(values);
  for (const step of [0, 0, 1, 4, 4, 4, 5]) {
    trace.step = step;
    trace.emit(EntryKind.committed, values.text('a'), NULL);
  }
  expect([0, 1, 2, 3, 4, 5, 6].map((step) => trace.firstEntryOfStep(step))).toEqual([0, 2, 3, 3, 3, 6, 7]);
});

test('TR7: columns hold what the trace holds, over the bounds of its chunks', () => {
  const values = new Values();
  const trace = new Trace(values);
  const size = 10_000;
  for (let i = 0; i < size; i++) {
    trace.time = i * 3;
    trace.step = i >> 1;
    trace.emit(EntryKind.acknowledged, values.integer(i % 7), values.integer(i), 1, i, 0);
  }
  for (const from of [0, 1, 4_095, 4_096, 9_999, size]) {
    const block = trace.columns(from);
    expect(block.kinds).toHaveLength(size - from);
    for (const at of [0, 1, 4_095, 5_000].filter((candidate) => candidate < size - from)) {
      const ordinal = from + at;
      expect([
        block.times[at],
        block.steps[at],
        block.causes[at],
        block.actors[at],
        block.fields[at * FIELD_COUNT + 2],
      ]).toEqual([
        trace.timeAt(ordinal),
        trace.stepAt(ordinal),
        trace.causeAt(ordinal),
        trace.actorAt(ordinal),
        trace.fieldAt(ordinal, 2),
      ]);
    }
  }
  const copy = new Trace(values);
  trace.replay(copy, 4_000);
  expect(copy.length).toBe(6_000);
  expect(copy.fieldAt(0, 2)).toBe(4_000);
});

test('TR7: travelled columns read as the entries they were: plain values, and identities as their texts', () => {
  const entry = entryAt(traceColumns(small()), 2);
  expect(entry).toEqual({
    ordinal: 2,
    kind: 'delivered',
    timeMicros: 1_500,
    step: 1,
    cause: 1,
    actor: 'ann/order.1',
    fields: { message: 'ann/order.1', copy: 1, delivery: 1, channel: 0, service: 0, instance: 0, messageType: 2 },
  });
  expect(entryAt(traceColumns(small()), 3)).toMatchObject({
    timeMicros: 2 ** 40,
    fields: { transaction: 'ann/order.1>place' },
  });
});

test('WO3: the text of an identity is another for each identity, whatever the labels are', () => {
  const values = new Values();
  const labels = ['a', 'b', 'a>b', 'a~2', '\\', 'a\\', '>', '~', ' ', 'a b', 'copy', '2', 'a (lost)'];
  const texts = new Map<string, number>();
  const roots = [1, 2].flatMap((ordinal) =>
    ['ann/r', 'ann/s'].map((label) => identity(values, NULL, values.text(label), ordinal)),
  );
  let level = roots;
  const all = [...roots];
  for (let depth = 0; depth < 2; depth++) {
    level = level.flatMap((parent) =>
      labels.flatMap((label) => [1, 2].map((ordinal) => identity(values, parent, values.text(label), ordinal))),
    );
    all.push(...level);
  }
  for (const id of all) {
    const text = identityText(values, id);
    expect(texts.get(text) ?? id).toBe(id);
    texts.set(text, id);
  }
  expect(texts.size).toBe(all.length);
  expect(identityText(values, identity(values, roots[0] as number, values.text('place'), 1))).toBe('ann/r.1>place');
  expect(identityText(values, identity(values, roots[0] as number, values.text('place'), 3))).toBe('ann/r.1>place~3');
  expect(identityText(values, NULL)).toBe('');
  expect(plainValue(values, roots[0] as number)).toEqual([null, 'ann/r', 1]);
});
