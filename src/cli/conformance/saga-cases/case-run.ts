import { assert } from '../../../engine/base/assert.ts';
import type { Value } from '../../../engine/base/values.ts';
import type { Program, Scenario } from '../../../engine/index.ts';
import { ChoiceKind, choiceKind, choiceName, isFault } from '../../../engine/sim/choice.ts';
import { choices } from '../../../engine/sim/choices.ts';
import { compile } from '../../../engine/sim/compile.ts';
import { messageType } from '../../../engine/sim/message.ts';
import { step } from '../../../engine/sim/step.ts';
import { workMessage } from '../../../engine/sim/work-record.ts';
import { World } from '../../../engine/sim/world.ts';
import { EntryKind } from '../../../engine/trace/entry.ts';
import { Trace } from '../../../engine/trace/trace.ts';

/** More than any case takes. */
const MAXIMUM_STEPS = 10_000;

/** More faults than any case asks for; the case says which happen. */
const FAULTS = { crashes: 20, lostAcknowledgements: 20 };

/**
 * A scenario whose scheduler is a case: it sends the requests and brings the faults about; everything else happens in the
 * order in which it is possible, unless it is held back.
 */
export class CaseRun {
  readonly program: Program;
  readonly world: World;
  readonly trace: Trace;
  /** Beginnings of names of choices that are held back, `restart customerService`. */
  readonly held = new Set<string>();
  /** Clients all of whose doings are held back. */
  readonly paused = new Set<string>();
  /** Message types whose next acknowledgement is lost, so that they can come back. */
  readonly unacknowledged: string[] = [];
  #steps = 0;

  constructor(scenario: Scenario) {
    this.program = compile(scenario);
    this.world = new World(this.program, { faults: FAULTS, tracksVersions: true });
    this.trace = new Trace(this.program.values);
  }

  /** Does the first choice whose name begins so; false if there is none. */
  do(beginning: string): boolean {
    const choice = this.#enabled().find((one) => choiceName(this.program, one).startsWith(beginning));
    if (choice !== undefined) this.#do(choice);
    return choice !== undefined;
  }

  /** Goes on until nothing is left but requests, faults and what is held back, or until a message type has been handled. */
  drain(until?: string): void {
    for (let i = 0; i < MAXIMUM_STEPS; i++) {
      const next = this.#next();
      if (next === undefined || (until !== undefined && this.#hasHandled(until))) return;
      this.#do(next);
    }
    assert(false, 'a case comes to rest');
  }

  /** Brings back a copy of a message whose acknowledgement was lost; false if there is none. */
  redeliver(type: string): boolean {
    const label = this.#labelOf(type);
    const choice = this.#enabled().find(
      (one) =>
        choiceKind(this.program.values, one) === ChoiceKind.redeliver && choiceName(this.program, one).includes(label),
    );
    if (choice !== undefined) this.#do(choice);
    return choice !== undefined;
  }

  /** Last part of the identities of messages of a type: commands of sagas are labelled by their step. */
  #labelOf(type: string): string {
    const index = this.program.messageTypes.findIndex(({ id }) => id === type);
    for (const saga of this.program.sagas)
      for (const act of saga.acts.values())
        if (act.message.messageType === index) return `>${this.program.values.toText(act.stepId)}`;
    return `>${type}`;
  }

  #next(): Value | undefined {
    const enabled = this.#enabled();
    const lost = enabled.find((choice) => this.#isLostAcknowledgement(choice));
    if (lost !== undefined) return lost;
    return enabled.find((choice) => {
      const name = choiceName(this.program, choice);
      const kind = choiceKind(this.program.values, choice);
      if (kind === ChoiceKind.request || kind === ChoiceKind.redeliver || isFault(this.program.values, choice))
        return false;
      if ([...this.held].some((beginning) => name.startsWith(beginning))) return false;
      return ![...this.paused].some((client) => name.includes(`${client}/`));
    });
  }

  #isLostAcknowledgement(choice: Value): boolean {
    const { values } = this.program;
    if (choiceKind(values, choice) !== ChoiceKind.acknowledge || !isFault(values, choice)) return false;
    const { instances } = this.world.services[~values.field(choice, 1)] as World['services'][number];
    const work = instances[~values.field(choice, 2)]?.work.get(values.field(choice, 3));
    if (work === undefined) return false;
    const type = this.program.messageTypes[messageType(values, workMessage(values, work))]?.id ?? '';
    const at = this.unacknowledged.indexOf(type);
    if (at >= 0) this.unacknowledged.splice(at, 1);
    return at >= 0;
  }

  #hasHandled(type: string): boolean {
    const delivered = new Set<Value>();
    for (let entry = 0; entry < this.trace.length; entry++) {
      const kind = this.trace.kindAt(entry);
      if (kind === EntryKind.delivered && this.program.messageTypes[this.trace.fieldAt(entry, 6)]?.id === type)
        delivered.add(this.trace.fieldAt(entry, 0));
      if (kind === EntryKind.handled && delivered.has(this.trace.fieldAt(entry, 0))) return true;
    }
    return false;
  }

  #enabled(): Value[] {
    const enabled: Value[] = [];
    choices(this.program, this.world, enabled);
    return enabled;
  }

  #do(choice: Value): void {
    this.trace.step = this.#steps++;
    step(this.program, this.world, choice, this.trace);
  }
}
