import { failure, success } from '../../engine/base/result.ts';
import type { Result } from '../../engine/base/result.ts';
import { checkRecorded } from '../../engine/check/elle/check-recorded.ts';
import type { RecordedRequest, RecordedVerdict } from '../../engine/check/elle/check-recorded.ts';
import { PHENOMENON_IMPLIES, consistencyModel } from '../../engine/check/elle/models.ts';
import type { ConsistencyModel, Phenomenon } from '../../engine/check/elle/models.ts';
import { parseRecordedHistory } from '../../engine/check/elle/recorded-history.ts';
import type { VersionOrder } from '../../engine/check/elle/register.ts';
import type { CaseResult, ConformanceForm, Difference, Problem } from './form.ts';

/** What is added to the name of a requested model. */
const ASSUMPTIONS: Readonly<Record<string, VersionOrder>> = {
  wfr: 'writes-follow-reads',
  'sequential-keys': 'sequential-keys',
  'linearizable-keys': 'linearizable-keys',
};

/** The form `txn-history/1`: histories of transactions with the verdicts of the Elle checker. */
export const transactionHistory: ConformanceForm = {
  format: 'txn-history/1',
  profiles: ['elle'],
  check(document) {
    const { histories } = document;
    if (!Array.isArray(histories)) return failure({ path: '/histories', problem: 'a list of histories is expected' });
    const cases: CaseResult[] = [];
    for (const [i, history] of (histories as readonly unknown[]).entries()) {
      const checked = checkHistory(history, `/histories/${i}`);
      if (!checked.ok) return checked;
      cases.push(...checked.value);
    }
    return success(cases);
  },
};

interface Expected {
  readonly name: string;
  readonly path: string;
  readonly request: RecordedRequest;
  readonly verdict: Readonly<Record<string, unknown>>;
}

function checkHistory(document: unknown, path: string): Result<readonly CaseResult[], Problem> {
  const history = parseRecordedHistory(document, path);
  if (!history.ok) return history;
  const { id, verdicts } = document as { readonly id?: unknown; readonly verdicts?: unknown };
  const expected = expectedVerdicts(verdicts, `${path}/verdicts`);
  if (!expected.ok) return expected;
  return success(
    expected.value.map(({ name, path: at, request, verdict }) => ({
      id: String(id),
      level: name,
      differences: compare(at, verdict, checkRecorded(history.value, request)),
      allowed: false,
    })),
  );
}

/** By the name of what was requested, or a list in which each says so itself. */
function expectedVerdicts(verdicts: unknown, path: string): Result<readonly Expected[], Problem> {
  if (typeof verdicts !== 'object' || verdicts === null)
    return failure({ path, problem: 'verdicts by requested model are expected' });
  const expected: Expected[] = [];
  for (const [name, verdict] of Object.entries(verdicts as Readonly<Record<string, unknown>>)) {
    const at = `${path}/${name}`;
    const record = (typeof verdict === 'object' && verdict !== null ? verdict : {}) as Expected['verdict'];
    const requested = record['request'] as { readonly models?: readonly string[] } | undefined;
    const names = requested?.models ?? [name];
    const request = requestOf(names);
    if (request === undefined) return failure({ path: at, problem: `no request is known by ${names.join(', ')}` });
    expected.push({ name: names.join(', '), path: at, request, verdict: record });
  }
  return success(expected);
}

function requestOf(names: readonly string[]): RecordedRequest | undefined {
  const models: ConsistencyModel[] = [];
  const versionOrders: VersionOrder[] = [];
  for (const name of names) {
    const [first = '', ...assumed] = name.split('+');
    const model = consistencyModel(first);
    const orders = assumed.map((assumption) => ASSUMPTIONS[assumption]);
    if (model === undefined) return undefined;
    models.push(model);
    for (const order of orders) {
      if (order === undefined) return undefined;
      versionOrders.push(order);
    }
  }
  return { models, versionOrders };
}

/** Agreement on the verdict and on the weakest models ruled out; every phenomenon that was reported follows from one found. */
function compare(path: string, expected: Expected['verdict'], actual: RecordedVerdict): readonly Difference[] {
  const differences: Difference[] = [];
  if (expected['valid'] !== actual.valid)
    differences.push({ path: `${path}/valid`, expected: expected['valid'], actual: actual.valid });
  if (!sameModels(expected['not'], actual.not))
    differences.push({ path: `${path}/not`, expected: expected['not'], actual: actual.not });
  const found = closure(actual.phenomena.map(({ phenomenon }) => phenomenon));
  if (actual.isEmpty) found.add('empty-transaction-graph');
  const types = (Array.isArray(expected['anomalyTypes']) ? expected['anomalyTypes'] : []) as readonly string[];
  const missing = types.filter((type) => !found.has(type) && !type.endsWith('-cycle-exists'));
  if (missing.length > 0)
    differences.push({
      path: `${path}/anomalyTypes`,
      expected: types,
      actual: actual.phenomena.map((one) => one.phenomenon),
    });
  return differences;
}

/** Models ruled out are a set. */
function sameModels(expected: unknown, actual: readonly string[]): boolean {
  if (!Array.isArray(expected) || expected.length !== actual.length) return false;
  return actual.every((model) => expected.includes(model));
}

function closure(phenomena: readonly Phenomenon[]): Set<string> {
  const found = new Set<Phenomenon>(phenomena);
  for (const phenomenon of found) for (const implied of PHENOMENON_IMPLIES[phenomenon] ?? []) found.add(implied);
  return found;
}
