import { failure, success } from '../../../engine/base/result.ts';
import type { Result } from '../../../engine/base/result.ts';
import type { Problem } from '../form.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** One case of the form `saga-cases/1`; the meaning of the fields is in `conformance/README.md`. */
export interface SagaCase {
  readonly id: string;
  readonly system: 'ftgo' | 'customers-and-orders';
  readonly basis: string;
  readonly given: Fields;
  readonly when: readonly Fields[];
  readonly expect: Fields;
  readonly config: Fields;
}

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function parseSagaCases(document: Fields): Result<readonly SagaCase[], Problem> {
  const { cases } = document;
  if (!Array.isArray(cases)) return failure({ path: '/cases', problem: 'a list of cases is expected' });
  const problems: Problem[] = [];
  const parsed: SagaCase[] = [];
  for (const [index, one] of (cases as readonly unknown[]).entries()) {
    const path = `/cases/${index}`;
    if (!isFields(one)) {
      problems.push({ path, problem: 'a case is an object' });
      continue;
    }
    const { id, system, basis, given, when, expect, config = {} } = one;
    if (typeof id !== 'string') problems.push({ path: `${path}/id`, problem: 'a case has an id' });
    else if (system !== 'ftgo' && system !== 'customers-and-orders')
      problems.push({ path: `${path}/system`, problem: 'known systems are ftgo and customers-and-orders' });
    else if (!isFields(given) || !isFields(expect) || !isFields(config))
      problems.push({ path, problem: 'given, expect and config are objects' });
    else if (!Array.isArray(when) || !when.every(isFields))
      problems.push({ path: `${path}/when`, problem: 'a list of operations is expected' });
    else parsed.push({ id, system, basis: typeof basis === 'string' ? basis : '', given, when, expect, config });
  }
  return problems.length === 0 ? success(parsed) : failure(...problems);
}

/** `"12.34"` as 1234, `"12"` as 1200; 0 for what is no amount. */
export function centsOf(amount: unknown): number {
  const [, units = '0', cents = ''] = /^(\d{1,12})(?:\.(\d\d?))?$/.exec(String(amount)) ?? [];
  return Number(units) * 100 + Number(cents.padEnd(2, '0'));
}

export const amountOf = (cents: number): string => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
