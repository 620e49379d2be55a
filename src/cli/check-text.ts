import { CATALOGUE } from '../engine/index.ts';
import type { FaultBudget, Language, Scenario } from '../engine/index.ts';
import type { CellAnswer, CellReport, CounterexampleTiming } from './check-answer.ts';
import { textIn } from './check-names.ts';
import { grouped, millis } from './check-numbers.ts';
import type { CheckSummary } from './check-summary.ts';
import { checkWords } from './check-words.ts';
import type { CheckWords } from './check-words.ts';

/** Columns of the matrix are broken into blocks that fit. */
const WIDTH = 110;

/** All answers for people: the matrix, each counterexample, and what it comes to. */
export function checkText(
  scenario: Scenario,
  answers: readonly CellAnswer[],
  summary: CheckSummary,
  { language, brief }: { readonly language: Language; readonly brief: boolean },
): string {
  const words = checkWords(language);
  const reports = answers.map(({ report }) => report);
  const found = answers.filter(({ report }) => report.verdict === 'found');
  const sections = [
    `${scenario.id}: ${textIn(scenario.title, language)}`,
    matrix(reports, words).join('\n'),
    [...words.legend, ...boundsLines(reports, words)].join('\n'),
    ...found.map((answer, i) => {
      const { heading, story, link } = counterexample(answer, i + 1, scenario, language);
      return [...heading, ...(brief && answer.report.ok === true ? [] : story), link].join('\n');
    }),
    words.summary(summary),
  ];
  return `${sections.join('\n\n')}\n`;
}

function matrix(reports: readonly CellReport[], words: CheckWords): string[] {
  const variants = [...new Set(reports.map(({ variant }) => variant))];
  const properties = [...new Set(reports.map(({ property }) => property))];
  const first = Math.max(...variants.map((variant) => variant.length));
  const columns = properties.map((property) => {
    const cells = variants.map((variant) => {
      const report = reports.find((one) => one.variant === variant && one.property === property);
      return report === undefined ? '-' : cellText(report, words);
    });
    return { property, cells, width: Math.max(widthOf(property), ...cells.map(widthOf)) };
  });
  const lines: string[] = [];
  for (let next = 0; next < columns.length;) {
    const block: typeof columns = [];
    let width = first;
    for (let column = columns[next]; column !== undefined; column = columns[next]) {
      width += 2 + column.width;
      if (block.length > 0 && width > WIDTH) break;
      block.push(column);
      next++;
    }
    if (lines.length > 0) lines.push('');
    const row = (name: string, texts: readonly string[]): string =>
      [padded(name, first), ...texts.map((text, i) => padded(text, block[i]?.width ?? 0))].join('  ').trimEnd();
    lines.push(
      row(
        '',
        block.map(({ property }) => property),
      ),
    );
    variants.forEach((variant, i) =>
      lines.push(
        row(
          variant,
          block.map(({ cells }) => cells[i] ?? ''),
        ),
      ),
    );
  }
  return lines;
}

function cellText({ verdict, schedule, states, ok }: CellReport, words: CheckWords): string {
  const mark = ok === false ? ' !' : ok === null ? ' ?' : '';
  if (verdict === 'found') return `${words.found} ${grouped(schedule?.length ?? 0)}${mark}`;
  return `${verdict === 'none' ? words.none : words.unknown} ${grouped(states)}${mark}`;
}

/** What the answers hold for: bounds that several variants share are said once. */
function boundsLines(reports: readonly CellReport[], words: CheckWords): string[] {
  const variants = new Map<string, Set<string>>();
  for (const { variant, bounds } of reports) {
    const text = boundsText(bounds, words);
    const known = variants.get(text) ?? new Set();
    variants.set(text, known.add(variant));
  }
  const lines = [...variants].map(([text, of]) =>
    variants.size === 1 ? words.bounds(text) : `${words.bounds(text)} (${[...of].join(', ')})`,
  );
  const odds = Math.max(...reports.map(({ missProbability }) => missProbability ?? 0));
  const reduced = reports.some((report) => report.reduced === true);
  if (reports.some(({ verdict }) => verdict === 'none')) lines.push(words.odds(odds.toExponential(1), reduced));
  const stopped = new Set(reports.flatMap(({ reason }) => (reason === null ? [] : [reason])));
  for (const reason of stopped) lines.push(words.stopped(reason));
  return lines;
}

function boundsText({ requests, ...faults }: FaultBudget, words: CheckWords): string {
  const allowed = Object.entries(faults).filter(([, count]) => count > 0);
  return [
    `requests=${requests ?? 'all'}`,
    ...(allowed.length === 0 ? [words.noFaults] : allowed.map(([name, count]) => `${name}=${count}`)),
  ].join(', ');
}

function counterexample(
  { report, story }: CellAnswer,
  number: number,
  scenario: Scenario,
  language: Language,
): { readonly heading: readonly string[]; readonly story: readonly string[]; readonly link: string } {
  const words = checkWords(language);
  const { variant, property, claim, ok, schedule, length, timing, explanation, link } = report;
  const demand = ok === false ? words.mustNot : claim === 'reachable' ? words.asClaimed : words.notDemanded;
  const numbers = Math.max(...story.map(({ entry }) => String(entry).length), 1);
  const times = Math.max(...story.map(({ timeMicros }) => millis(timeMicros ?? 0).length), 1);
  const told = story.map(({ entry, timeMicros, text }) => {
    const at = timeMicros === undefined ? '' : `${millis(timeMicros).padStart(times)} ms  `;
    return `  ${String(entry).padStart(numbers)}  ${at}${text}`;
  });
  const heading = [
    `${number}. ${variant}: ${propertyTitle(property, scenario, language)} (${property}): ${demand}`,
    ...(explanation === null ? [] : [`   ${explanation}`]),
    `   ${words.length(schedule?.length ?? 0, length === 'shortest')}`,
    ...(timing === null ? [] : [`   ${timingText(timing, schedule?.length ?? 0, words)}`]),
  ];
  return { heading, story: told, link: `   ${link ?? words.noLink}` };
}

function propertyTitle(property: string, { invariants = {} }: Scenario, language: Language): string {
  const title =
    CATALOGUE.find(({ id }) => id === property)?.title ?? invariants[property.replace(/^invariant:/, '')]?.title;
  return title === undefined ? property : textIn(title, language);
}

function timingText(timing: CounterexampleTiming, choices: number, words: CheckWords): string {
  if (timing.possible) return words.possible(timing.schedule.length - choices);
  const { choice, bound, declaredMicros, beyondMicros, suffices } = timing;
  return words.beyond(choice, bound, `${millis(declaredMicros)} ms`, `${millis(beyondMicros)} ms`, suffices);
}

/** Korean letters are two columns wide. */
function widthOf(text: string): number {
  return text.length + (text.match(/[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]/g)?.length ?? 0);
}

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));
