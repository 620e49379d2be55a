import { simulate } from '../engine/index.ts';
import type { Program } from '../engine/index.ts';
import { tellingDocument } from './document.ts';
import { bareKernel } from './kernel-bare.ts';
import { compiledKernel } from './kernel-cpp.ts';
import type { Kernel, ModelName } from './kernel-model.ts';
import { ourKernel } from './kernel-ours.ts';
import { simjsFacilityKernel, simjsKernel } from './kernel-simjs.ts';
import { scenarioProgram } from './program.ts';
import { inTurn } from './row.ts';
import type { Row } from './row.ts';

const ROUNDS = 5;
const SEED = 20_261_121;

/** About so long each is measured, in events: enough to be warm, short enough that all take their turn. */
const EVENTS: Readonly<Record<ModelName, number>> = { mm1: 1_500_000, net: 1_000_000, hold: 800_000 };

const faster = (kernel: Kernel, model: ModelName, share = 1): number =>
  kernel(model, EVENTS[model] * share, SEED).eventsPerSecond;

const PLAYS = 3;

/** Entries of a whole model that are recorded in a second: what the kernel is only the smallest part of. */
function playRate(program: Program): number {
  const started = performance.now();
  let entries = 0;
  for (let play = 0; play < PLAYS; play++) entries += simulate(program, { seed: 1 }).run.trace.length;
  return (entries / (performance.now() - started)) * 1000;
}

/** P1 to P4: the engine's queue of events beside the best library, the limit of the language and that of the machine. */
export function kernelRows(): Row[] {
  const telling = scenarioProgram(tellingDocument(5, 150));
  const compiled = compiledKernel();
  try {
    const of = inTurn(ROUNDS, {
      mm1: () => faster(ourKernel, 'mm1'),
      mm1Bare: () => faster(bareKernel, 'mm1'),
      mm1Simjs: () => faster(simjsKernel, 'mm1', 0.4),
      mm1Facility: () => faster(simjsFacilityKernel, 'mm1', 0.2),
      net: () => faster(ourKernel, 'net'),
      netBare: () => faster(bareKernel, 'net'),
      netSimjs: () => faster(simjsKernel, 'net', 0.4),
      netFacility: () => faster(simjsFacilityKernel, 'net', 0.2),
      netCompiled: () => (compiled === undefined ? Number.NaN : faster(compiled.kernel, 'net', 2)),
      hold: () => faster(ourKernel, 'hold'),
      holdSimjs: () => faster(simjsKernel, 'hold', 0.3),
      play: () => playRate(telling),
    });
    const play = Math.round(of.play).toLocaleString('en-US');
    const row = (
      id: string,
      what: string,
      [ours, reference]: readonly [number, number],
      [goal, stretch]: readonly [number, number],
      note: string,
    ): Row => ({
      id,
      what,
      ours,
      reference: Number.isNaN(reference) ? undefined : reference,
      ratio: Number.isNaN(reference) ? undefined : ours / reference,
      goal: { atLeast: goal },
      stretch: { atLeast: stretch },
      note,
    });
    const facility = 'simjs 2.0.3, services being its facilities, as its manual has it';
    const timers = 'simjs 2.0.3, timers with callbacks and nothing else, its fastest use';
    const bare = 'a heap in typed arrays with callbacks, written for this alone: the limit of JavaScript';
    const machine =
      compiled === undefined ? 'no g++ here to compile the C++ kernel with' : 'C++, g++ -O2, binary heap and switch';
    const whole = `the kernel alone: a play of a whole model, with trace and judges, makes ${play} entries/s`;
    return [
      row('P1', 'kernel, mm1: events/s', [of.mm1, of.mm1Facility], [3, 5], `${facility}; ${whole}`),
      row('P1', 'kernel, net: events/s', [of.net, of.netFacility], [3, 5], facility),
      row('P1', 'kernel, mm1: events/s', [of.mm1, of.mm1Simjs], [3, 5], timers),
      row('P1', 'kernel, net: events/s', [of.net, of.netSimjs], [3, 5], timers),
      row('P2', 'kernel, mm1: events/s', [of.mm1, of.mm1Bare], [0.4, 0.65], bare),
      row('P2', 'kernel, net: events/s', [of.net, of.netBare], [0.4, 0.65], bare),
      row('P3', 'kernel, net: events/s', [of.net, of.netCompiled], [0.2, 0.33], machine),
      row('P4', 'kernel, hold with 10,000 pending: events/s', [of.hold, of.holdSimjs], [3, 5], timers),
    ];
  } finally {
    compiled?.remove();
  }
}
