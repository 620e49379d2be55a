import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Cell, Dictionary, Sequence } from './containers.ts';
import { Journal, emptyDigest } from './journal.ts';
import type { Digest } from './journal.ts';
import { pack, unpack } from './pack.ts';
import { NULL, Values } from './values.ts';
import type { Value } from './values.ts';

const SEED = 20261121;

/** What a container does, held against a plain array or map. Numbers are reduced to what is possible when it is done. */
type Act =
  | { readonly act: 'cell'; readonly content: number }
  | { readonly act: 'put'; readonly key: number; readonly content: number }
  | { readonly act: 'push'; readonly content: number; readonly times: number }
  | { readonly act: 'set' | 'insert'; readonly at: number; readonly content: number }
  | { readonly act: 'remove'; readonly at: number }
  | { readonly act: 'drop'; readonly times: number }
  | { readonly act: 'mark' }
  | { readonly act: 'undo' };

const small = fc.nat(6);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ act: fc.constant('cell' as const), content: small }),
  { weight: 3, arbitrary: fc.record({ act: fc.constant('put' as const), key: small, content: small }) },
  {
    weight: 2,
    arbitrary: fc.record({ act: fc.constant('push' as const), content: small, times: fc.integer({ min: 1, max: 4 }) }),
  },
  fc.record({ act: fc.constant('push' as const), content: small, times: fc.integer({ min: 60, max: 90 }) }),
  fc.record({ act: fc.constantFrom('set' as const, 'insert' as const), at: fc.nat(200), content: small }),
  fc.record({ act: fc.constant('remove' as const), at: fc.nat(200) }),
  fc.record({ act: fc.constant('drop' as const), times: fc.integer({ min: 1, max: 150 }) }),
  { weight: 3, arbitrary: fc.record({ act: fc.constant('mark' as const) }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('undo' as const) }) },
);

/** Plain copies of what the containers must hold. */
interface Plain {
  cell: Value;
  readonly dictionary: Map<Value, Value>;
  readonly sequence: Value[];
}

class Subject {
  readonly values: Values;
  readonly digest: Digest = emptyDigest();
  readonly journal = new Journal([this.digest]);
  readonly cell: Cell;
  readonly dictionary: Dictionary;
  readonly sequence: Sequence;
  readonly contents: readonly Value[];
  touches = 0;

  constructor(values = new Values()) {
    this.values = values;
    const context = { journal: this.journal, values, digest: this.digest, touched: () => this.touches++ };
    this.cell = new Cell('cell', context);
    this.dictionary = new Dictionary('dictionary', context);
    this.sequence = new Sequence('sequence', context);
    // Interned in an order that is not that of their content.
    this.contents = [
      NULL,
      values.text('b'),
      values.text('a'),
      ~7,
      values.integer(-3),
      values.tuple(~1, ~2),
      values.boolean(false),
    ];
  }

  get containers(): readonly (Cell | Dictionary | Sequence)[] {
    return [this.cell, this.dictionary, this.sequence];
  }

  fresh(): Digest {
    const digest = emptyDigest();
    for (const container of this.containers) container.addTo(digest);
    return digest;
  }

  content(number: number): Value {
    return this.contents[number] as Value;
  }
}

function expectSame(subject: Subject, plain: Plain): void {
  const { values, cell, dictionary, sequence } = subject;
  expect(cell.value).toBe(plain.cell);
  const keys = [...plain.dictionary.keys()].sort((a, b) => values.compare(a, b));
  expect(dictionary.keys().join(' ')).toBe(keys.join(' '));
  expect(dictionary.size).toBe(plain.dictionary.size);
  const wrong = subject.contents.filter(
    (content) =>
      dictionary.get(content) !== (plain.dictionary.get(content) ?? NULL) ||
      dictionary.has(content) !== plain.dictionary.has(content),
  );
  expect(wrong).toEqual([]);
  const items = Array.from({ length: sequence.length }, (_, i) => sequence.at(i));
  expect(items.join(' ') === plain.sequence.join(' ')).toBe(true);
  expect(subject.fresh()).toEqual(subject.digest);
}

function perform(subject: Subject, plain: Plain, done: Act): void {
  const { cell, dictionary, sequence } = subject;
  /** What was taken out, and what should have been. */
  const taken: [Value, Value][] = [];
  const content = 'content' in done ? subject.content(done.content) : NULL;
  if (done.act === 'cell') {
    cell.set(content);
    plain.cell = content;
  } else if (done.act === 'put') {
    const key = subject.content(done.key);
    dictionary.set(key, content);
    if (content === NULL) plain.dictionary.delete(key);
    else plain.dictionary.set(key, content);
  } else if (done.act === 'push') {
    for (let i = 0; i < done.times; i++) {
      sequence.push(content);
      plain.sequence.push(content);
    }
  } else if (done.act === 'drop') {
    for (let i = Math.min(done.times, plain.sequence.length); i > 0; i--)
      taken.push([sequence.removeAt(0), plain.sequence.shift() ?? NULL]);
  } else if (done.act === 'insert') {
    const at = done.at % (plain.sequence.length + 1);
    sequence.insertAt(at, content);
    plain.sequence.splice(at, 0, content);
  } else if ((done.act === 'set' || done.act === 'remove') && plain.sequence.length > 0) {
    const at = done.at % plain.sequence.length;
    if (done.act === 'set') {
      sequence.set(at, content);
      plain.sequence[at] = content;
    } else taken.push([sequence.removeAt(at), plain.sequence.splice(at, 1)[0] ?? NULL]);
  }
  expect(taken.filter(([found, wanted]) => found !== wanted)).toEqual([]);
}

const sameDigest = (a: Digest, b: Digest): boolean => a.low === b.low && a.high === b.high;

const copy = (plain: Plain): Plain => ({
  cell: plain.cell,
  dictionary: new Map(plain.dictionary),
  sequence: [...plain.sequence],
});

test(`WO11: containers do what plain ones do, and undo takes back to each mark (seed ${SEED})`, () => {
  const seen = { undone: 0, dropped: 0 };
  fc.assert(
    fc.property(fc.array(act, { minLength: 5, maxLength: 60, size: 'max' }), (acts) => {
      const subject = new Subject();
      let plain: Plain = { cell: NULL, dictionary: new Map(), sequence: [] };
      const marks: { plain: Plain; digest: Digest }[] = [];
      const wrong: string[] = [];
      for (const done of acts) {
        if (done.act === 'mark') {
          marks.push({ plain: copy(plain), digest: { ...subject.digest } });
          subject.journal.mark();
        } else if (done.act === 'undo') {
          const mark = marks.pop();
          if (mark === undefined) continue;
          const { touches } = subject;
          const isChanged = plain.cell !== mark.plain.cell || plain.sequence.length !== mark.plain.sequence.length;
          subject.journal.undo();
          if (isChanged && subject.touches === touches) wrong.push('nobody was told of the undo');
          plain = mark.plain;
          if (!sameDigest(subject.digest, mark.digest)) wrong.push('the digest is another');
          seen.undone++;
        } else perform(subject, plain, done);
        if (done.act === 'drop' && done.times > 64) seen.dropped++;
        expect(subject.journal.depth).toBe(marks.length);
        expectSame(subject, plain);
      }
      expect(wrong).toEqual([]);
      for (let mark = marks.pop(); mark !== undefined; mark = marks.pop()) {
        subject.journal.undo();
        expect(subject.digest).toEqual(mark.digest);
        expectSame(subject, mark.plain);
      }
    }),
    { seed: SEED, numRuns: 300 },
  );
  expect(seen.undone).toBeGreaterThan(300);
  expect(seen.dropped).toBeGreaterThan(100);
});

test(`WO5: equal contents have equal digests whatever the way there, unequal ones do not (seed ${SEED})`, () => {
  const byDigest = new Map<string, string>();
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 12 }), (acts) => {
      const subject = new Subject();
      const plain: Plain = { cell: NULL, dictionary: new Map(), sequence: [] };
      for (const done of acts) perform(subject, plain, done);
      const { values } = subject;
      const sorted = [...plain.dictionary].sort(([a], [b]) => values.compare(a, b));
      // Every subject interns its contents in the same order, so values can be compared between them.
      const content = JSON.stringify([plain.cell, sorted, plain.sequence]);
      const digest = `${subject.digest.low} ${subject.digest.high}`;
      expect(byDigest.get(digest) ?? content).toBe(content);
      byDigest.set(digest, content);
      const direct = new Subject();
      direct.cell.set(plain.cell);
      for (const [key, value] of sorted.toReversed()) direct.dictionary.set(key, value);
      for (const item of plain.sequence) direct.sequence.push(item);
      expect(direct.digest).toEqual(subject.digest);
    }),
    { seed: SEED, numRuns: 1_500 },
  );
  expect(byDigest.size).toBeGreaterThan(700);
});

test(`WO6: packing is canonical and unpacking restores, in any table of values (seed ${SEED})`, () => {
  fc.assert(
    fc.property(
      fc.array(act, { minLength: 1, maxLength: 30 }),
      fc.array(fc.string(), { maxLength: 5 }),
      (acts, noise) => {
        const subject = new Subject();
        const plain: Plain = { cell: NULL, dictionary: new Map(), sequence: [] };
        for (const done of acts) perform(subject, plain, done);
        const bytes = pack(subject.values, subject.containers);
        const values = new Values();
        for (const text of noise) values.tuple(values.text(text));
        const other = new Subject(values);
        other.cell.set(values.text('to be replaced'));
        other.dictionary.set(values.text('to be replaced'), ~1);
        other.sequence.push(values.text('to be replaced'));
        unpack(values, other.containers, bytes);
        expect(other.digest).toEqual(subject.digest);
        expect(other.fresh()).toEqual(subject.digest);
        expect(pack(values, other.containers)).toEqual(bytes);
      },
    ),
    { seed: SEED, numRuns: 500 },
  );
});

test('WO6: bytes that are cut off or too many are a broken invariant', () => {
  const subject = new Subject();
  subject.cell.set(subject.values.tuple(subject.values.text('text'), ~300));
  subject.sequence.push(subject.values.integer(-1));
  const bytes = pack(subject.values, subject.containers);
  expect(() => unpack(subject.values, subject.containers, bytes.slice(0, -1))).toThrow('not cut off');
  expect(() => unpack(subject.values, subject.containers, Uint8Array.from([...bytes, 0]))).toThrow('read to their end');
});
