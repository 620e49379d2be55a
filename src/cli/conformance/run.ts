import type { CaseResult, CheckOptions, Problem } from './form.ts';
import { FORMS } from './forms.ts';

/** What a file with vectors came to. A vector under one level counts one. */
export interface ConformanceReport {
  readonly file: string;
  readonly profile: string;
  readonly total: number;
  readonly agree: number;
  /** Differences that the data themselves allow. */
  readonly allowed: number;
  readonly byLevel: Readonly<
    Record<string, { readonly total: number; readonly agree: number; readonly allowed: number }>
  >;
  readonly differences: readonly ReportedDifference[];
  /** Cases that agree in an unusual way. */
  readonly notes: readonly { readonly id: string; readonly level: string; readonly note: string }[];
}

export interface ReportedDifference {
  readonly id: string;
  readonly level: string;
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
  readonly allowed: boolean;
}

export type ConformanceResult =
  | { readonly ok: true; readonly report: ConformanceReport }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** @param text the content of the file */
export function checkConformance(file: string, text: string, options: CheckOptions): ConformanceResult {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return wrong('', 'not a JSON document');
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    return wrong('', 'an object with a format is expected');
  const fields = document as Readonly<Record<string, unknown>>;
  const { format } = fields;
  const form = FORMS.find((known) => known.format === format);
  if (form === undefined) {
    const known = FORMS.map((one) => one.format).join(', ');
    return wrong('/format', `unknown form ${JSON.stringify(format) ?? '(none)'}; known: ${known}`);
  }
  const profile = options.profile ?? form.profiles[0] ?? '';
  if (!form.profiles.includes(profile))
    return wrong('', `unknown profile ${profile}; known: ${form.profiles.join(', ')}`);
  const cases = form.check(fields, { profile });
  return cases.ok ? { ok: true, report: reportOf(file, profile, cases.value) } : cases;
}

function wrong(path: string, problem: string): ConformanceResult {
  return { ok: false, problems: [{ path, problem }] };
}

function reportOf(file: string, profile: string, cases: readonly CaseResult[]): ConformanceReport {
  const agrees = ({ differences }: CaseResult): boolean => differences.length === 0;
  const count = (list: readonly CaseResult[]): { total: number; agree: number; allowed: number } => ({
    total: list.length,
    agree: list.filter(agrees).length,
    allowed: list.filter((one) => !agrees(one) && one.allowed).length,
  });
  const levels = [...new Set(cases.map(({ level }) => level))];
  return {
    file,
    profile,
    ...count(cases),
    byLevel: Object.fromEntries(levels.map((level) => [level, count(cases.filter((one) => one.level === level))])),
    differences: cases.flatMap(({ id, level, differences, allowed }) =>
      differences.map(({ path, expected, actual }) => ({
        id,
        level,
        path,
        expected: expected ?? null,
        actual: actual ?? null,
        allowed,
      })),
    ),
    notes: cases.flatMap(({ id, level, note }) => (note === undefined ? [] : [{ id, level, note }])),
  };
}

const FIRST_DIFFERENCES = 12;

/** The report for people. */
export function renderReport(report: ConformanceReport): string {
  const lines = [`${report.file} (profile ${report.profile})`];
  const share = (agree: number, total: number): string =>
    `${agree} of ${total} agree${total === 0 ? '' : ` (${Math.floor((100 * agree) / total)} %)`}`;
  const allowances = (allowed: number): string => (allowed === 0 ? '' : `, ${allowed} differ where that is allowed`);
  for (const [level, { total, agree, allowed }] of Object.entries(report.byLevel))
    lines.push(`  ${level.padEnd(28)} ${share(agree, total)}${allowances(allowed)}`);
  for (const { id, level, note } of report.notes) lines.push(`  ${id} at ${level}: ${note}`);
  for (const { id, level, path, expected, actual, allowed } of report.differences.slice(0, FIRST_DIFFERENCES)) {
    lines.push(`  ${id} at ${level}${allowed ? ' (allowed)' : ''}: ${path}`);
    lines.push(`    expected ${JSON.stringify(expected)}`, `    actual   ${JSON.stringify(actual)}`);
  }
  const more = report.differences.length - FIRST_DIFFERENCES;
  if (more > 0) lines.push(`  ... and ${more} more differences`);
  lines.push(`${share(report.agree, report.total)}${allowances(report.allowed)}`);
  return lines.join('\n');
}

/** The report for programs: one line. What the data allow to differ is told by the report for people only. */
export function reportLine({ file, total, agree, byLevel, differences }: ConformanceReport): string {
  const counts = Object.entries(byLevel).map(([level, count]) => [level, { total: count.total, agree: count.agree }]);
  return JSON.stringify({
    file,
    total,
    agree,
    byLevel: Object.fromEntries(counts),
    differences: differences.map(({ id, level, path, expected, actual }) => ({ id, level, path, expected, actual })),
  });
}

/** 0 only if all agree: differences that the data allow are told apart, and are differences. */
export function exitCodeOf({ total, agree }: ConformanceReport): 0 | 1 {
  return agree === total ? 0 : 1;
}
