import type { Finding, Scenario, Structure, TraceColumns } from '../../src/engine/index.ts';
import { buildGraph, findAnswers } from '../canvas/graph.ts';
import type { Graph } from '../canvas/graph.ts';
import { entryParts } from '../canvas/entry-parts.ts';
import { findMotions } from '../canvas/motions.ts';
import type { Motion } from '../canvas/motions.ts';
import { paceTrace } from '../player/pacing.ts';
import type { Pacing } from '../player/pacing.ts';
import type { RunReply } from '../worker/protocol.ts';

/** A finished run with all that views need of it, derived once. */
export interface Run {
  /** The worker's number for it: frames are asked for by it. */
  readonly id: number;
  readonly structure: Structure;
  readonly trace: TraceColumns;
  readonly findings: readonly Finding[];
  readonly outcome: RunReply['outcome'];
  readonly digest: string;
  readonly steps: number;
  readonly divergence: RunReply['divergence'];
  readonly pacing: Pacing;
  /** For each entry the part where it happens. */
  readonly parts: readonly string[];
  readonly motions: readonly Motion[];
  readonly graph: Graph;
}

export function prepareRun(reply: RunReply, scenario: Scenario): Run {
  const { structure, trace } = reply;
  const pacing = paceTrace(trace);
  const parts = entryParts(trace, structure);
  return {
    id: reply.run,
    structure,
    trace,
    findings: reply.findings,
    outcome: reply.outcome,
    digest: reply.digest,
    steps: reply.steps,
    divergence: reply.divergence,
    pacing,
    parts,
    motions: findMotions(trace, structure, pacing, parts, compensationTypes(scenario)),
    graph: buildGraph(structure, findAnswers(trace, structure, parts)),
  };
}

/** Message types that sagas send only to undo a step. */
export function compensationTypes(scenario: Scenario): ReadonlySet<string> {
  const undoing = new Set<string>();
  const doing = new Set<string>();
  for (const saga of Object.values(scenario.sagas ?? {})) {
    for (const step of saga.steps) {
      if (step.compensation !== undefined) undoing.add(step.compensation.message);
      if (step.command !== undefined) doing.add(step.command.message);
    }
  }
  return new Set([...undoing].filter((type) => !doing.has(type)));
}
