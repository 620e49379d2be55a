import { components, findCycle } from '../dependency-cycles.ts';
import type { CycleClass, DependencyEdge } from '../dependency-cycles.ts';
import { groupBy } from '../group.ts';
import { OrderKind, inferProcessOrder, inferRealTimeOrder, rw, wr, ww } from './inference.ts';
import type { Inference, InferenceBuilder } from './inference.ts';
import { inferFromLists } from './list-append.ts';
import { RULED_OUT, isForbidden, weakestRuledOut } from './models.ts';
import type { ConsistencyModel, Phenomenon } from './models.ts';
import { findNonadjacentCycle } from './nonadjacent.ts';
import { transactionsOf } from './recorded-history.ts';
import type { RecordedHistory } from './recorded-history.ts';
import { inferFromRegisters } from './register.ts';
import type { VersionOrder } from './register.ts';

export interface RecordedRequest {
  readonly models: readonly ConsistencyModel[];
  /** Of registers: what may be assumed of the order of their versions. */
  readonly versionOrders?: readonly VersionOrder[];
}

/** Three-valued: of a history in which nothing depends on anything nothing is known. */
export interface RecordedVerdict {
  readonly valid: boolean | 'unknown';
  readonly phenomena: readonly RecordedPhenomenon[];
  /** The weakest models that are ruled out. */
  readonly not: readonly ConsistencyModel[];
  /** No transaction depends on another. */
  readonly isEmpty: boolean;
}

export interface RecordedPhenomenon {
  readonly phenomenon: Phenomenon;
  /** Indexes of the events of a shortest cycle, or of those that show it. */
  readonly events: readonly number[];
  readonly key?: string;
}

/** Judges a history that was recorded elsewhere, as Elle does (Kingsbury and Alvaro, VLDB 2020). Rules AN50 to AN53. */
export function checkRecorded(history: RecordedHistory, request: RecordedRequest): RecordedVerdict {
  const transactions = transactionsOf(history);
  const inference =
    history.workload === 'list-append'
      ? inferFromLists(transactions)
      : inferFromRegisters(transactions, request.versionOrders ?? []);
  inferOrders(inference, request.models);
  const all = [
    ...inference.faults,
    ...cyclesOf(inference, transactions.length, (node) => transactions[node]?.index ?? -1),
  ];
  const phenomena = firstOfEach(
    all.filter(({ phenomenon }) => request.models.some((model) => isForbidden(phenomenon, model))),
  );
  const isEmpty = inference.edges.length === 0;
  return {
    valid: phenomena.length > 0 ? false : isEmpty ? 'unknown' : true,
    phenomena,
    not: weakestRuledOut(phenomena.map(({ phenomenon }) => phenomenon)),
    isEmpty,
  };
}

/** Real time only where a model asks for it, the order of processes where one asks for no more. */
function inferOrders(inference: InferenceBuilder, models: readonly ConsistencyModel[]): void {
  const asksFor = (suffix: string): boolean =>
    (Object.keys(RULED_OUT) as Phenomenon[]).some(
      (phenomenon) => phenomenon.endsWith(suffix) && models.some((model) => isForbidden(phenomenon, model)),
    );
  if (asksFor('-realtime')) inferRealTimeOrder(inference);
  else if (asksFor('-process')) inferProcessOrder(inference);
}

const { process, realtime } = OrderKind;

/** Each kind of cycle without and with orders that no data tell of. */
const CLASSES: readonly CycleClass[] = [0, process, realtime].flatMap((order) => [
  { required: ww, path: ww | order },
  { required: wr, path: ww | wr | order },
  { required: rw, path: ww | wr | order },
  { required: rw, path: ww | wr | rw | order },
]);

/** Circles of transactions that depend on each other are looked at one by one. */
function cyclesOf(
  { edges }: Inference,
  nodes: number,
  eventOf: (node: number) => number,
): readonly RecordedPhenomenon[] {
  const circles = components(nodes, edges, ww | wr | rw | process | realtime);
  const within = edges.filter(({ from, to }) => circles[from] === circles[to]);
  return [...groupBy(within, ({ from }) => circles[from]).values()].flatMap((circle) => {
    const members = [...new Set(circle.map(({ from }) => from))];
    const numbers = new Map(members.map((node, number) => [node, number]));
    const numberOf = (node: number): number => numbers.get(node) as number;
    const numbered = circle.map(({ from, to, kinds }) => ({ from: numberOf(from), to: numberOf(to), kinds }));
    return cyclesOfCircle(numbered, members.length).map((cycle) => {
      const steps = cycle.map((index) => circle[index] as DependencyEdge);
      return { phenomenon: nameOf(steps), events: steps.map(({ from }) => eventOf(from)) };
    });
  });
}

function cyclesOfCircle(edges: readonly DependencyEdge[], nodes: number): readonly (readonly number[])[] {
  const cycles = CLASSES.map((cycle) => findCycle(nodes, edges, cycle));
  for (const order of [0, process, realtime]) cycles.push(findNonadjacentCycle(nodes, edges, ww | wr | order, rw));
  return cycles.filter((cycle) => cycle !== undefined);
}

/** A cycle is named by what it is made of. */
function nameOf(steps: readonly DependencyEdge[]): Phenomenon {
  const has = (kind: number): boolean => steps.some(({ kinds }) => kinds === kind);
  const antiDependencies = steps.filter(({ kinds }) => kinds === rw).length;
  const areAdjacent = steps.some(({ kinds }, i) => kinds === rw && steps[(i + 1) % steps.length]?.kinds === rw);
  const name =
    antiDependencies === 1
      ? 'G-single-item'
      : antiDependencies > 1
        ? areAdjacent
          ? 'G2-item'
          : 'G-nonadjacent-item'
        : has(wr)
          ? 'G1c'
          : 'G0';
  if (has(realtime)) return `${name}-realtime`;
  return has(process) ? `${name}-process` : name;
}

function firstOfEach(phenomena: readonly RecordedPhenomenon[]): readonly RecordedPhenomenon[] {
  const first = new Map<Phenomenon, RecordedPhenomenon>();
  for (const phenomenon of phenomena)
    if (!first.has(phenomenon.phenomenon)) first.set(phenomenon.phenomenon, phenomenon);
  return [...first.values()];
}
