import type { IdAndValue, InterleavingVector, StepOutcome, VectorOutcome, VectorStep, Where } from './vector.ts';

/** A committed transaction of an outcome: its statements and what each of them answered. */
interface Committed {
  readonly name: string;
  readonly statements: readonly { readonly step: VectorStep; readonly outcome: StepOutcome }[];
}

/**
 * The oracle of serializability, by brute force and without knowledge of how a database works: an order of the committed
 * transactions in which, run one after another, each reads the same rows, changes the same number of rows, and which
 * leaves the same rows. Undefined when there is none. Names are `session#ordinal`, and `session@n` of a statement outside of one.
 */
export function findSerialOrder(
  vector: Pick<InterleavingVector, 'rows' | 'steps'>,
  outcome: VectorOutcome,
): readonly string[] | undefined {
  const final = JSON.stringify(outcome.finalRows);
  const extend = (
    order: readonly string[],
    rows: ReadonlyMap<number, number>,
    rest: readonly Committed[],
  ): readonly string[] | undefined => {
    if (rest.length === 0) return JSON.stringify(inOrder(rows)) === final ? order : undefined;
    for (const next of rest) {
      const after = runAlone(next, rows);
      if (after === undefined) continue;
      const others = rest.filter((other) => other !== next);
      const found = extend([...order, next.name], after, others);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return extend([], new Map(vector.rows), committedOf(vector, outcome));
}

function committedOf(vector: Pick<InterleavingVector, 'steps'>, outcome: VectorOutcome): readonly Committed[] {
  const outcomes = new Map(outcome.steps.map((step) => [step.n, step]));
  const transactions = outcome.transactions
    .filter(({ status }) => status === 'committed')
    .map(({ session, ordinal, begin, end = begin }) => {
      const own = vector.steps.filter((step) => step.session === session && step.n > begin && step.n < end);
      const statements = own.map((step) => ({ step, outcome: outcomes.get(step.n) as StepOutcome }));
      return { name: `${session}#${ordinal}`, statements };
    });
  return [...transactions, ...changesAlone(vector, outcome)];
}

/** Changes outside of transactions are transactions of their own; reads there say nothing about the others' order. */
function changesAlone({ steps }: Pick<InterleavingVector, 'steps'>, outcome: VectorOutcome): readonly Committed[] {
  const outcomes = new Map(outcome.steps.map((step) => [step.n, step]));
  const isAlone = ({ session, n }: VectorStep): boolean =>
    !outcome.transactions.some(
      (transaction) =>
        transaction.session === session && transaction.begin <= n && n <= (transaction.end ?? Number.POSITIVE_INFINITY),
    );
  return steps
    .filter((step) => step.op === 'write' || step.op === 'insert' || step.op === 'delete')
    .filter((step) => isAlone(step) && outcomes.get(step.n)?.status === 'ok')
    .map((step) => ({
      name: `${step.session}@${step.n}`,
      statements: [{ step, outcome: outcomes.get(step.n) as StepOutcome }],
    }));
}

function inOrder(rows: ReadonlyMap<number, number>): readonly IdAndValue[] {
  return [...rows].sort(([a], [b]) => a - b);
}

/** The rows after a transaction has run alone, or undefined when it would have answered something else. */
function runAlone({ statements }: Committed, before: ReadonlyMap<number, number>): Map<number, number> | undefined {
  const rows = new Map(before);
  for (const { step, outcome } of statements) {
    if (outcome.status !== 'ok') return undefined;
    switch (step.op) {
      case 'read': {
        // What a read that skips locked rows leaves out says nothing about the order.
        if (step.wait === 'skip') break;
        const found = inOrder(rows).filter((row) => satisfies(step.where, row));
        if (JSON.stringify(found) !== JSON.stringify(outcome.rows)) return undefined;
        break;
      }
      case 'write':
      case 'delete': {
        const found = inOrder(rows).filter((row) => satisfies(step.where, row));
        if (found.length !== outcome.count) return undefined;
        for (const [id, value] of found) {
          if (step.op === 'delete') rows.delete(id);
          else rows.set(id, step.set ?? value + (step.add ?? 0));
        }
        break;
      }
      case 'insert': {
        const { id, value, onConflict } = step;
        const isThere = rows.has(id);
        if (isThere && onConflict === undefined) return undefined;
        const changes = !isThere || onConflict === 'update';
        if (outcome.count !== (changes ? 1 : 0)) return undefined;
        if (changes) rows.set(id, value);
        break;
      }
      case 'begin':
      case 'commit':
      case 'rollback':
        break;
    }
  }
  return rows;
}

function satisfies(where: Where | undefined, [id, value]: IdAndValue): boolean {
  if (where === null || where === undefined) return true;
  if ('id' in where) return id === where.id;
  if ('ids' in where) return where.ids.includes(id);
  if ('value' in where) return value === where.value;
  if ('mod' in where) return value % where.mod === 0;
  if ('gte' in where) return value >= where.gte;
  if ('idAndValue' in where) return id === where.idAndValue[0] && value === where.idAndValue[1];
  return true;
}
