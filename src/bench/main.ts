import { Timeline, createExploration, parseScenario, prepare, simulate } from '../engine/index.ts';
import type { Program, Simulation } from '../engine/index.ts';
import lostUpdate from '../scenarios/saga-lost-update/scenario.json' with { type: 'json' };
import { tellingDocument } from './document.ts';
import { exploreReference } from './reference.ts';

/**
 * Speed as ratios: each figure of ours beside a baseline in the same run, medians of round-robin rounds, because
 * machines differ and are shared. Nothing here fails; the exact counts are tests.
 */
const ROUNDS = 5;

function programOf(document: unknown, options: Readonly<Record<string, string | number>> = {}): Program {
  const parsed = parseScenario(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const prepared = prepare(parsed.value, options);
  if (!prepared.ok) throw new Error(JSON.stringify(prepared.problems));
  return prepared.value;
}

function median(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function percentile95(figures: readonly number[]): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.95)] ?? 0;
}

interface Round {
  readonly referenceStates: number;
  readonly referenceTransitions: number;
  readonly bareStates: number;
  readonly bareTransitions: number;
  readonly judgedStates: number;
  readonly reducedMilliseconds: number;
  readonly entries: number;
  readonly seekMilliseconds: number;
}

const saga = programOf(lostUpdate, { semanticLock: 'fail' });
const telling = programOf(tellingDocument(5, 150));

function search(properties: readonly string[], reduction: boolean, maximumStates: number) {
  const started = performance.now();
  const searching = createExploration(saga, {
    properties,
    budget: { requests: 2 },
    maximumStates,
    maximumDepth: 1000,
    reduction,
  });
  while (searching.advance(100_000) === undefined);
  return { ...searching.progress, milliseconds: performance.now() - started };
}

function play(): { simulation: Simulation; entriesPerSecond: number } {
  const started = performance.now();
  const simulation = simulate(telling, { seed: 1 });
  const seconds = (performance.now() - started) / 1000;
  return { simulation, entriesPerSecond: simulation.run.trace.length / seconds };
}

function seeks(simulation: Simulation): number {
  const timeline = new Timeline(simulation.run);
  timeline.frame(timeline.steps);
  const figures: number[] = [];
  for (let i = 0; i < 200; i++) {
    const target = (i * 7919) % timeline.steps;
    const started = performance.now();
    timeline.frame(target);
    figures.push(performance.now() - started);
  }
  return percentile95(figures);
}

const rounds: Round[] = [];
let entries = 0;
for (let i = 0; i < ROUNDS; i++) {
  const reference = exploreReference({ NO: 2, DUP: 0, CRASH: 0, LOCK: 1 });
  const bare = search([], false, 50_000);
  const judged = search(['saga-lost-update'], false, 50_000);
  const reduced = search(['saga-lost-update'], true, 1_000_000);
  const { simulation, entriesPerSecond } = play();
  entries = simulation.run.trace.length;
  rounds.push({
    referenceStates: (reference.states / reference.milliseconds) * 1000,
    referenceTransitions: (reference.transitions / reference.milliseconds) * 1000,
    bareStates: (bare.states / bare.milliseconds) * 1000,
    bareTransitions: (bare.transitions / bare.milliseconds) * 1000,
    judgedStates: (judged.states / judged.milliseconds) * 1000,
    reducedMilliseconds: reduced.milliseconds,
    entries: entriesPerSecond,
    seekMilliseconds: seeks(simulation),
  });
}

const of = (pick: (round: Round) => number): number => median(rounds.map(pick));
const round = (figure: number): string => Math.round(figure).toLocaleString('en-US');
const lines: readonly (readonly [string, string])[] = [
  ['search, hand-written reference: states/s', round(of((r) => r.referenceStates))],
  ['search, ours without judges: states/s', round(of((r) => r.bareStates))],
  [
    '  transitions/s, ours over the reference',
    (of((r) => r.bareTransitions) / of((r) => r.referenceTransitions)).toFixed(2),
  ],
  ['  judges on over judges off, states/s', (of((r) => r.judgedStates) / of((r) => r.bareStates)).toFixed(2)],
  ['lost update, one order, refused by the lock: complete in ms', of((r) => r.reducedMilliseconds).toFixed(0)],
  [`play with trace, history and judges: entries/s (a run of ${round(entries)})`, round(of((r) => r.entries))],
  ['seek to any point of it, frame included: 95th percentile in ms', of((r) => r.seekMilliseconds).toFixed(2)],
];
for (const [what, figure] of lines) process.stdout.write(`${what.padEnd(72)}${figure.padStart(14)}\n`);
