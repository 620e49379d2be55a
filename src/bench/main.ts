import { explorerRows } from './explorers.ts';
import { kernelRows } from './kernel.ts';
import { meets } from './row.ts';
import type { Bound, Row } from './row.ts';
import { sagaRows } from './sagas.ts';
import { recordingRows, traceRows } from './trace.ts';

/**
 * Speed as ratios: each figure of ours beside a reference in the same run, medians of rounds taken in turn, because machines
 * differ and are shared. Nothing here fails; exact counts are tests. `npm run bench -- P10 P11` prints some rows only.
 */
const PARTS: readonly (readonly [ids: readonly string[], rows: () => Row[]])[] = [
  [['P1', 'P2', 'P3', 'P4'], kernelRows],
  [['P5'], recordingRows],
  [['P6', 'P7', 'P8'], sagaRows],
  ...[['P9'], ['P10', 'P11', 'P12'], ['P13'], ['P14', 'P15'], ['P17', 'P18', 'P19']].map(
    (ids, i): readonly [readonly string[], () => Row[]] => [ids, explorerRows[i] as () => Row[]],
  ),
  [['P20', 'P21', 'P22'], traceRows],
];

const figure = (value: number): string =>
  value >= 1000
    ? Math.round(value).toLocaleString('en-US')
    : value.toLocaleString('en-US', { maximumSignificantDigits: 3 });

const bound = (of: Bound): string => ('atLeast' in of ? `>= ${figure(of.atLeast)}` : `<= ${figure(of.atMost)}`);

function verdict(row: Row): string {
  const goal = meets(row.ratio, row.goal);
  if (goal === undefined) return 'not measured';
  return meets(row.ratio, row.stretch) === true ? 'stretch met' : goal ? 'goal met' : 'goal not met';
}

function print(row: Row): void {
  const cells = [
    row.id.padEnd(4),
    row.what.padEnd(66),
    figure(row.ours).padStart(12),
    (row.reference === undefined ? '-' : figure(row.reference)).padStart(12),
    (row.ratio === undefined ? '-' : figure(row.ratio)).padStart(9),
    `goal ${bound(row.goal)}, stretch ${bound(row.stretch)}`.padEnd(36),
    verdict(row),
  ];
  process.stdout.write(`${cells.join(' ')}\n${row.note === undefined ? '' : `     ${row.note}\n`}`);
}

const asked = new Set(process.argv.slice(2));
process.stdout.write(`${'row'.padEnd(71)} ${'ours'.padStart(12)} ${'reference'.padStart(12)} ${'ratio'.padStart(9)}\n`);
for (const [ids, rows] of PARTS)
  if (asked.size === 0 || ids.some((id) => asked.has(id))) for (const row of rows()) print(row);
