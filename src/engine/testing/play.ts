import { assert } from '../base/assert.ts';
import { pack } from '../base/pack.ts';
import type { Value } from '../base/values.ts';
import type { Scenario } from '../model/document.ts';
import { choiceName, isFault } from '../sim/choice.ts';
import { choices } from '../sim/choices.ts';
import { compile } from '../sim/compile.ts';
import type { Program } from '../sim/program.ts';
import { isQuiescent, step, undo } from '../sim/step.ts';
import { World } from '../sim/world.ts';
import type { WorldOptions } from '../sim/world.ts';
import { describeChannels, describeClients, describeSagas, describeServices } from '../timeline/describe.ts';
import type { ClientFrame, InstanceFrame, QueueItemFrame, SagaFrame, ServiceFrame } from '../timeline/frame.ts';
import { sagaProgress } from '../timeline/saga-progress.ts';
import { entryAt, traceColumns } from '../trace/columns.ts';
import type { EntryView } from '../trace/columns.ts';
import type { EntryKindName } from '../trace/entry.ts';
import { Trace } from '../trace/trace.ts';
import type { PlainValue } from '../trace/trace.ts';

/** More steps than any small scenario takes. */
const MAXIMUM_STEPS = 2_000;

/** A scenario in the hands of a test: it names the choices, and sees the world in plain data. */
export class Play {
  readonly program: Program;
  readonly world: World;
  trace: Trace;
  #steps = 0;

  constructor(scenario: Scenario, faults: WorldOptions['faults'] = {}) {
    this.program = compile(scenario);
    this.world = new World(this.program, { faults, tracksVersions: true });
    this.trace = new Trace(this.program.values);
  }

  /** Names of the enabled choices, in their order. */
  enabled(): string[] {
    return this.#choices().map((choice) => choiceName(this.program, choice));
  }

  /** Names of the enabled choices that begin so. */
  enabledLike(beginning: string): string[] {
    return this.enabled().filter((name) => name.startsWith(beginning));
  }

  /**
   * Does the enabled choices that are named, one after the other. A name is whole, or its beginning, or has `*` for what is
   * left out; it must mean one choice, faults not counted unless their bracket is written.
   */
  do(...names: readonly string[]): EntryView[] {
    let entries: EntryView[] = [];
    for (const name of names) entries = this.#do(this.#find(name));
    return entries;
  }

  /** Goes on with the first choice that is no fault until nothing is left but faults. */
  finish(): void {
    for (let i = 0; i < MAXIMUM_STEPS; i++) {
      const enabled = this.#choices();
      if (isQuiescent(this.world, enabled, enabled.length)) return;
      const next = enabled.find((choice) => !isFault(this.program.values, choice));
      assert(next !== undefined, 'every fault has an act that it hits');
      this.#do(next);
    }
    assert(false, 'a small scenario comes to rest');
  }

  undo(): void {
    undo(this.world);
  }

  isQuiescent(): boolean {
    const enabled = this.#choices();
    return isQuiescent(this.world, enabled, enabled.length);
  }

  /** Everything that was recorded, or all entries of one kind. */
  entries(kind?: EntryKindName): EntryView[] {
    const columns = traceColumns(this.trace);
    const all = Array.from({ length: columns.length }, (_, i) => entryAt(columns, i));
    return kind === undefined ? all : all.filter((entry) => entry.kind === kind);
  }

  /** One field of all entries of a kind. */
  fields(kind: EntryKindName, field: string): PlainValue[] {
    return this.entries(kind).map((entry) => entry.fields[field] ?? null);
  }

  service(id: string): ServiceFrame {
    const found = describeServices(this.world).find((service) => service.id === id);
    assert(found !== undefined, `there is a service ${id}`);
    return found;
  }

  instance(service: string, instance = 0): InstanceFrame {
    return this.service(service).instances[instance] as InstanceFrame;
  }

  /** Rows of a table as `{ key: { column: value } }`. */
  rows(service: string, table = 'rows'): Record<string, Record<string, PlainValue>> {
    const found = this.service(service).tables.find(({ id }) => id === table);
    const described = this.program.tables.find(
      ({ id, service: owner }) => id === table && this.program.services[owner]?.id === service,
    );
    assert(found !== undefined && described !== undefined, `there is a table ${table}`);
    return Object.fromEntries(
      found.rows.map((row) => [
        String(row.key),
        Object.fromEntries(described.columns.map((column, i) => [column, row.values[i] as PlainValue])),
      ]),
    );
  }

  /** The copies that wait in a channel for a consumer, the first one if none is named. */
  queue(channel: string, consumer?: string): readonly QueueItemFrame[] {
    const queues = describeChannels(this.world).find(({ id }) => id === channel)?.queues ?? [];
    const queue = consumer === undefined ? queues[0] : queues.find((one) => one.consumer === consumer);
    assert(queue !== undefined, `there is a channel ${channel}`);
    return queue.items;
  }

  sagas(): SagaFrame[] {
    return describeSagas(this.world, sagaProgress(this.program, this.trace, this.trace.length));
  }

  client(id: string): ClientFrame {
    const found = describeClients(this.world).find((client) => client.id === id);
    assert(found !== undefined, `there is a client ${id}`);
    return found;
  }

  bytes(): Uint8Array {
    return pack(this.world.values, this.world.logicalContainers());
  }

  #choices(): Value[] {
    const enabled: Value[] = [];
    choices(this.program, this.world, enabled);
    return enabled;
  }

  #do(choice: Value): EntryView[] {
    const before = this.trace.length;
    this.trace.step = this.#steps++;
    step(this.program, this.world, choice, this.trace);
    return this.entries().slice(before);
  }

  #find(name: string): Value {
    const enabled = this.#choices();
    const named = (choice: Value): string => choiceName(this.program, choice);
    const exact = enabled.filter((choice) => named(choice) === name);
    const pattern = (name.includes('*') ? name : `${name}*`)
      .split('*')
      .map((part) => part.replace(/[.()]/g, '\\$&'))
      .join('.*');
    const like = enabled.filter(
      (choice) => new RegExp(`^${pattern}$`).test(named(choice)) && (name.includes('(') || !isVariant(named(choice))),
    );
    const found = exact.length > 0 ? exact : like;
    assert(found.length === 1, `${name} means one of\n${enabled.map(named).join('\n')}`);
    return found[0] as Value;
  }
}

const isVariant = (name: string): boolean => name.endsWith(')');
