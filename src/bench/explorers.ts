import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DepthFirst } from '../engine/explore/depth-first.ts';
import { createExploration } from '../engine/explore/explore.ts';
import type { ExplorationPlan, ExplorationResult } from '../engine/explore/exploration.ts';
import { exploreFlat, walkFlat } from './flat-explorer.ts';
import { orderSagaDocument } from './order-saga/document.ts';
import type { OrderSagaSettings } from './order-saga/document.ts';
import { make } from './order-saga/model.mjs';
import { outcomeOf, referenceState } from './order-saga/projection.ts';
import { scenarioProgram } from './program.ts';
import { inTurn } from './row.ts';
import type { Row } from './row.ts';

const ROUNDS = 3;
/** These are short: more of them, so that the median is warm. */
const FINDING_ROUNDS = 7;
const ALL = 100_000_000;

/**
 * What other explorers reach of the flat one's states a second on the same model, measured on one machine in turn: those
 * that cannot be had here are stood in for by these shares.
 */
const SHARES = { tlc: 0.047, spin: 0.55, spectacle: 0.0001 };
/** How often longer than the flat explorer the others take to the shortest lost update, and the share of Quint's walks. */
const SHORTEST = { tlc: 22 / 0.56, spin: 5.1 / 0.56 };
const QUINT_SHARE = 1 / 395;

interface Instance extends Partial<OrderSagaSettings> {
  readonly DUP?: number;
  readonly CRASH?: number;
}

interface Figures {
  readonly result: ExplorationResult;
  readonly milliseconds: number;
}

const planOf = ({ DUP = 0, CRASH = 0 }: Instance, parts: Partial<ExplorationPlan>): ExplorationPlan => ({
  properties: [],
  budget: { lostAcknowledgements: DUP, crashes: CRASH },
  maximumStates: ALL,
  maximumDepth: ALL,
  reduction: false,
  ...parts,
});

/** One search, program and all; parsing and compiling do not count. */
function explore(instance: Instance, parts: Partial<ExplorationPlan> = {}): Figures {
  const program = scenarioProgram(orderSagaDocument(instance));
  const started = performance.now();
  const exploration = createExploration(program, planOf(instance, parts));
  let result = exploration.advance(ALL);
  while (result === undefined) result = exploration.advance(ALL);
  return { result, milliseconds: performance.now() - started };
}

const rate = ({ result, milliseconds }: Figures): number => (result.states / milliseconds) * 1000;

const flat = (instance: Instance): Record<string, number> => ({ DUP: 0, CRASH: 0, ...instance });

/** Redelivery once, two orders: 140,504 states. */
const LARGE: Instance = { NO: 2, DUP: 1 };
const SMALL: Instance = { NO: 1, DUP: 1 };

type Count = readonly [instance: Instance, states: number, transitions: number];

/** Instances on which SPIN, TLC and the hand-written reference agree: those without faults. */
const AGREED: readonly Count[] = [
  [{ NO: 1 }, 84, 129],
  [{ NO: 2 }, 8_231, 23_348],
  [{ NO: 2, LOCK: 0 }, 51_392, 147_968],
];
/** As many more have an orchestrator that crashes and sends again what it waits for, which no document of ours says. */
const AGREED_WITH_CRASHES = 5;
/** Counted by the hand-written reference alone: a redelivery, or three orders. */
const REFERENCE_ALONE: readonly Count[] = [
  [{ NO: 1, DUP: 1 }, 762, 1_527],
  [{ NO: 1, DUP: 1, LOCK: 0 }, 2_286, 4_809],
  [{ NO: 1, DUP: 1, DEDUP: 0 }, 825, 1_611],
  [LARGE, 140_504, 466_242],
  [{ NO: 3 }, 1_179_050, 4_463_661],
];

function countRow(what: string, counts: readonly Count[], wanted: number, note: string): Row {
  const equal = counts.filter(([instance, states, transitions]) => {
    const { result } = explore(instance);
    return result.verdict === 'none' && result.states === states && result.transitions === transitions;
  });
  return {
    id: 'P9',
    what: `instances with equal states and transitions, ${what}`,
    ours: equal.length,
    reference: wanted,
    ratio: equal.length / wanted,
    goal: { atLeast: 1 },
    stretch: { atLeast: 1 },
    note,
  };
}

const countRows = (): Row[] => [
  countRow(
    'agreed by all',
    AGREED,
    AGREED.length + AGREED_WITH_CRASHES,
    'the others have orchestrators that crash and send again',
  ),
  countRow(
    'of the reference',
    REFERENCE_ALONE,
    REFERENCE_ALONE.length,
    'a redelivery, or three orders; state by state in counts.test.ts',
  ),
];

function speedRows(): Row[] {
  const of = inTurn(ROUNDS, {
    flat: () => {
      const { states, milliseconds } = exploreFlat(flat(LARGE));
      return (states / milliseconds) * 1000;
    },
    depth: () => rate(explore(LARGE)),
    breadth: () => rate(explore(LARGE, { strategy: 'breadth' })),
    invariants: () =>
      rate(explore(LARGE, { properties: ['invariant:lost-update', 'invariant:credit-0', 'invariant:credit-1'] })),
    judged: () => rate(explore(LARGE, { properties: ['saga-write-skew'], maximumStates: 100_000 })),
    small: () => {
      // So short that one alone measures the moment.
      const all = Array.from({ length: 20 }, () => explore(SMALL));
      const milliseconds = all.reduce((sum, one) => sum + one.milliseconds, 0);
      return (all.reduce((sum, one) => sum + one.result.states, 0) / milliseconds) * 1000;
    },
  });
  const row = (id: string, what: string, ours: number, share: number, goal: number, stretch: number, note: string) => ({
    id,
    what,
    ours,
    reference: of.flat * share,
    ratio: ours / (of.flat * share),
    goal: { atLeast: goal },
    stretch: { atLeast: stretch },
    note,
  });
  const standIn = (tool: string, share: number): string =>
    `${tool}, stood in for by ${share} of the flat explorer's ${Math.round(of.flat).toLocaleString('en-US')}/s`;
  return [
    row('P10', 'states/s, 140,504 states, depth first', of.depth, SHARES.tlc, 3, 6, standIn('TLC', SHARES.tlc)),
    row('P11', 'the same', of.depth, SHARES.spin, 0.25, 0.6, standIn('SPIN without reduction', SHARES.spin)),
    row('P11', 'the same, level by level', of.breadth, SHARES.spin, 0.25, 0.6, 'the same'),
    row('P11', 'the same with three invariants', of.invariants, SHARES.spin, 0.25, 0.6, 'the same'),
    row(
      'P11',
      'the same with history and a monitor',
      of.judged,
      SHARES.spin,
      0.25,
      0.6,
      'the same; at most 100,000 states',
    ),
    row('P11', 'the same over the flat explorer itself', of.depth, 1, 0.15, 0.3, 'the model by hand over bytes'),
    row('P12', 'states/s, 762 states', of.small, SHARES.spectacle, 1000, 2500, standIn('Spectacle', SHARES.spectacle)),
  ];
}

/** Memory in use, arrays of bytes included, when nothing is left to collect. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // Arrays of bytes are given back only some collections later.
  for (let i = 0; i < 4; i++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function memoryRow(instance: Instance, strategy: 'depth' | 'breadth'): Row {
  const program = scenarioProgram(orderSagaDocument(instance));
  const before = heldBytes();
  const exploration = createExploration(program, planOf(instance, { strategy }));
  const result = exploration.advance(ALL);
  if (result === undefined) throw new Error('the search has not ended');
  // The exploration is still needed after the measure, so that what it holds is counted.
  const perState = (heldBytes() - before) / exploration.progress.states;
  const missed = result.verdict === 'none' ? result.missProbability : Number.NaN;
  return {
    id: 'P13',
    what: `bytes a state of ${result.states.toLocaleString('en-US')}, all that the search holds, ${strategy} first`,
    ours: perState,
    reference: exploreFlat(flat(instance)).bytesPerState,
    ratio: perState,
    goal: { atMost: 160 },
    stretch: { atMost: 32 },
    note: `states hashed to 64 bits, steps remembered: the chance that one was missed is ${missed.toExponential(1)}`,
  };
}

/** Outcomes that are reached, as the reference tells them apart. */
function outcomes(instance: Instance, reduction: boolean): { result: ExplorationResult; final: string } {
  const model = make(flat(instance));
  const final = new Set<string>();
  const program = scenarioProgram(orderSagaDocument(instance));
  const search = new DepthFirst(program, planOf(instance, { reduction }), (world, quiescent) => {
    if (quiescent) final.add(outcomeOf(model, referenceState(model, world)));
  });
  let result = search.advance(ALL);
  while (result === undefined) result = search.advance(ALL);
  return { result, final: Array.from(final).sort().join() };
}

function reductionRows(): Row[] {
  const rows: Row[] = [];
  for (const LOCK of [1, 0] as const) {
    const instance = { NO: 2, LOCK };
    const full = outcomes(instance, false);
    const reduced = outcomes(instance, true);
    const note = full.final === reduced.final ? 'the same outcomes' : 'DIFFERENT OUTCOMES';
    const row = (what: 'states' | 'transitions', goal: number, stretch: number): Row => ({
      id: 'P14',
      what: `${what}, all over reduced, two orders, ${LOCK === 1 ? 'with' : 'without'} the lock`,
      ours: reduced.result[what],
      reference: full.result[what],
      ratio: full.result[what] / reduced.result[what],
      goal: { atLeast: goal },
      stretch: { atLeast: stretch },
      note,
    });
    rows.push(row('states', 6, 10), row('transitions', 12, 20));
  }
  const instance = { NO: 2, DUP: 1, CRASH: 1 };
  const full = explore(instance);
  const reduced = explore(instance, { reduction: true });
  const note = 'one redelivery, one crash';
  const large = (what: string, ours: number, reference: number): Row => ({
    id: 'P15',
    what: `${what}, all over reduced, two orders with faults`,
    ours,
    reference,
    ratio: reference / ours,
    goal: { atLeast: 4 },
    stretch: { atLeast: 8 },
    note,
  });
  rows.push(large('states', reduced.result.states, full.result.states));
  rows.push(large('milliseconds', reduced.milliseconds, full.milliseconds));
  return rows;
}

function findingRows(): Row[] {
  const schedules = 2_000;
  const unlocked = { NO: 2, LOCK: 0, DUP: 1 } as const;
  const properties = ['invariant:lost-update'];
  const of = inTurn(FINDING_ROUNDS, {
    walk: () => walkFlat(flat(LARGE), 5_000, 40),
    random: () => {
      const { result, milliseconds } = explore(LARGE, { strategy: 'random', schedules });
      return (result.schedules / milliseconds) * 1000;
    },
    firstDepth: () => explore(unlocked, { properties, reduction: true }).milliseconds,
    firstRandom: () => explore(unlocked, { properties, strategy: 'random' }).milliseconds,
    shortest: () => explore(unlocked, { properties, strategy: 'breadth' }).milliseconds,
    flatShortest: () => exploreFlat(flat(unlocked), true).firstLostUpdateMilliseconds ?? Number.NaN,
  });
  const { result } = explore(unlocked, { properties, strategy: 'breadth' });
  const length = result.verdict === 'found' ? result.schedule.length : 0;
  const first = (strategy: string, milliseconds: number): Row => ({
    id: 'P18',
    what: `first lost update, ${strategy}, shortened: ms`,
    ours: milliseconds,
    reference: undefined,
    ratio: milliseconds,
    goal: { atMost: 100 },
    stretch: { atMost: 20 },
    note: 'in process and warm; SPIN takes 1.8 s with its build',
  });
  const shortest = (tool: 'tlc' | 'spin', goal: number, stretch: number, note: string): Row => ({
    id: 'P19',
    what: `shortest lost update, ${length} choices: ms`,
    ours: of.shortest,
    reference: of.flatShortest * SHORTEST[tool],
    ratio: of.shortest / (of.flatShortest * SHORTEST[tool]),
    goal: { atMost: goal },
    stretch: { atMost: stretch },
    note: `${note}, stood in for by ${SHORTEST[tool].toFixed(0)} times the flat explorer's ${of.flatShortest.toFixed(0)} ms`,
  });
  return [
    {
      id: 'P17',
      what: 'random schedules/s, to their end',
      ours: of.random,
      reference: of.walk * QUINT_SHARE,
      ratio: of.random / (of.walk * QUINT_SHARE),
      goal: { atLeast: 50 },
      stretch: { atLeast: 150 },
      note: `Quint's TypeScript backend, stood in for by 1/395 of ${Math.round(of.walk).toLocaleString('en-US')} walks/s over bytes`,
    },
    first('depth first', of.firstDepth),
    first('random', of.firstRandom),
    shortest('tlc', 0.1, 0.05, 'TLC'),
    shortest('spin', 1, 0.2, 'SPIN -i'),
  ];
}

/** P9 to P19, without P16, which is a test: the explorer on the order saga that others were measured on. */
export const explorerRows: readonly (() => Row[])[] = [
  countRows,
  speedRows,
  () => [memoryRow({ NO: 3 }, 'depth'), memoryRow(LARGE, 'breadth')],
  reductionRows,
  findingRows,
];
