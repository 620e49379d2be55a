import { assert } from '../base/assert.ts';
import { Cell, Dictionary, Sequence } from '../base/containers.ts';
import type { ContainerContext } from '../base/containers.ts';
import { lanesToHex } from '../base/hash.ts';
import { Journal, emptyDigest } from '../base/journal.ts';
import type { Digest } from '../base/journal.ts';
import { NULL, TRUE } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import type { FaultBudget } from '../model/document.ts';
import type { Database } from './database/database.ts';
import { POSTGRESQL } from './database/profile.ts';
import type { ChannelProgram, Program, ServiceProgram } from './program.ts';
import { StepMemory } from './step-memory.ts';

/** The second delivery stands for all later ones where they are not counted. */
const REDELIVERED = 2;

/**
 * Everything that changes during a run, as journalled containers over interned values. Rows, messages, work and saga
 * instances are immutable tuples; their shapes are in `work.ts`, `message.ts`, `database.ts` and `saga.ts`.
 *
 * A part is a source of choices (a client, a queue, an instance, a relay, the timers of a saga). A write marks the parts
 * that depend on the container as stale; `choices` computes only those again.
 */
export class World {
  readonly program: Program;
  readonly values: Values;
  readonly journal: Journal;
  readonly digest: Digest = emptyDigest();
  /** Whether the version of each cell (who wrote it) is kept in the state: needed as soon as a history is judged. */
  readonly tracksVersions: boolean;
  readonly #countsDeliveries: boolean;
  readonly clients: readonly ClientState[];
  /** By channel, by consumer. */
  readonly queues: readonly (readonly Sequence[])[];
  readonly services: readonly ServiceState[];
  readonly tables: readonly TableState[];
  readonly budgets: Budgets;
  readonly parts: Parts;
  #mayCrash: ReadonlySet<number> | undefined;
  /** Of a search; undefined elsewhere. Databases at statement granularity are not remembered. */
  readonly memory: StepMemory | undefined;

  constructor(program: Program, options: WorldOptions) {
    this.program = program;
    this.values = program.values;
    this.tracksVersions = options.tracksVersions;
    this.#countsDeliveries = options.countsDeliveries ?? true;
    const digests = [this.digest, ...(options.digests ?? [])];
    this.journal = new Journal(digests);
    this.parts = new Parts(program);
    this.memory = options.remembersSteps === true && program.services.every(isAtomic) ? new StepMemory() : undefined;
    const { parts, memory } = this;
    const context = (dependents: readonly number[], logical = true): ContainerContext => ({
      journal: this.journal,
      values: this.values,
      digest: logical ? this.digest : undefined,
      recorder: memory?.recorder,
      touched: dependents.length === 0 ? undefined : () => parts.touch(dependents),
    });
    this.clients = program.clients.map((client) => {
      const dependents = [parts.client(client.index)];
      return {
        position: new Cell(`client/${client.id}/position`, context(dependents)),
        waiting: new Cell(`client/${client.id}/waiting`, context(dependents)),
        answers: new Dictionary(`client/${client.id}/answers`, context(dependents)),
        mailbox: new Sequence(`client/${client.id}/mailbox`, context(dependents)),
      };
    });
    this.queues = program.channels.map((channel) =>
      channel.consumers.map(
        (service, consumer) =>
          new Sequence(
            `channel/${channel.id}/${(program.services[service] as ServiceProgram).id}`,
            context([parts.queue(channel.index, consumer)]),
          ),
      ),
    );
    this.tables = program.tables.map((table) => {
      const name = `table/${(program.services[table.service] as ServiceProgram).id}/${table.id}`;
      return {
        rows: new Dictionary(`${name}/rows`, context([])),
        versions: new Dictionary(`${name}/versions`, context([], options.tracksVersions)),
      };
    });
    const { statements } = program;
    const database = (service: ServiceProgram, itsContext: ContainerContext): Database => {
      assert(statements !== undefined, 'a program with databases at statement granularity has what they need');
      return statements.createDatabase(`database/${service.id}`, itsContext, {
        tables: service.tables.map((table) => this.tables[table] as TableState),
        profile: POSTGRESQL,
        tracksVersions: options.tracksVersions,
        resolve: (id) => statements.resolvePredicate(program, id),
      });
    };
    this.services = program.services.map((service) => {
      const queues = parts.queuesOf(service.index);
      const own = parts.instances(service.index);
      const timers = parts.sagaTimers(service.index);
      return {
        instances: Array.from({ length: service.instances }, (_, instance) => {
          const part = parts.instance(service.index, instance);
          const name = `service/${service.id}/${instance}`;
          return {
            down: new Cell(`${name}/down`, context([part, parts.relay(service.index), timers, ...queues])),
            work: new Dictionary(`${name}/work`, context([part, ...queues])),
            mailbox: new Sequence(`${name}/mailbox`, context([part])),
            crashesLeft: new Cell(`${name}/crashes-left`, context([part])),
          };
        }),
        outbox: new Sequence(`service/${service.id}/outbox`, context([parts.relay(service.index)])),
        relayed: new Cell(`service/${service.id}/relayed`, context([parts.relay(service.index)])),
        inbox: new Dictionary(`service/${service.id}/inbox`, context([])),
        sagas: new Dictionary(`service/${service.id}/sagas`, context([timers])),
        holder: new Cell(`service/${service.id}/holder`, context([...own, timers])),
        sentBeforeCommit: new Dictionary(`service/${service.id}/sent-before-commit`, context([])),
        database: service.isolation === undefined ? undefined : database(service, context(own)),
      };
    });
    const everywhere = parts.all;
    const budget = (name: string): Cell => new Cell(`budget/${name}`, context(everywhere));
    this.budgets = {
      declared: options.faults === 'declared',
      crashes: budget('crashes'),
      losses: budget('losses'),
      duplicates: budget('duplicates'),
      lostAcknowledgements: budget('lost-acknowledgements'),
      requests: budget('requests'),
    };
    this.#start(options);
  }

  /** Sixteen hexadecimal digits of the logical state. */
  get stateDigest(): string {
    return lanesToHex(this.digest.high, this.digest.low);
  }

  /** Whether instances of a service may crash at all, as far as the budget allows. */
  mayCrash(service: number): boolean {
    return this.#mayCrash === undefined || this.#mayCrash.has(service);
  }

  /** Lets only instances of these services crash from now on; the state is what it was. */
  confineCrashes(services: ReadonlySet<number>): void {
    this.#mayCrash = services;
    this.parts.touch(this.parts.all);
  }

  /** The number of the delivery that follows so many. */
  deliveryAfter(deliveries: number, channel: ChannelProgram): number {
    const isCounted = this.#countsDeliveries || channel.maximumDeliveries !== Infinity;
    return isCounted ? deliveries + 1 : Math.min(deliveries + 1, REDELIVERED);
  }

  /** The digest computed afresh from the content of all containers. */
  freshDigest(): string {
    const digest = emptyDigest();
    for (const container of this.logicalContainers()) container.addTo(digest);
    return lanesToHex(digest.high, digest.low);
  }

  /** All containers of the logical state in a fixed order: the order of packing. */
  logicalContainers(): (Cell | Dictionary | Sequence)[] {
    const { budgets } = this;
    return [
      ...this.clients.flatMap((client) => [client.position, client.waiting, client.answers, client.mailbox]),
      ...this.queues.flat(),
      ...this.services.flatMap((service) => [
        ...service.instances.flatMap((instance) => [
          instance.down,
          instance.work,
          instance.mailbox,
          instance.crashesLeft,
        ]),
        service.outbox,
        service.relayed,
        service.inbox,
        service.sagas,
        service.holder,
        service.sentBeforeCommit,
        ...(service.database?.containers() ?? []),
      ]),
      ...this.tables.flatMap((table) => (this.tracksVersions ? [table.rows, table.versions] : [table.rows])),
      budgets.crashes,
      budgets.losses,
      budgets.duplicates,
      budgets.lostAcknowledgements,
      budgets.requests,
    ];
  }

  #start(options: WorldOptions): void {
    const { program, values } = this;
    for (const table of program.tables) {
      const { database } = this.services[table.service] as ServiceState;
      const service = program.services[table.service] as ServiceProgram;
      if (database !== undefined) database.load(service.tables.indexOf(table.index), table.rows);
      else for (const [key, row] of table.rows) (this.tables[table.index] as TableState).rows.set(key, row);
    }
    const { faults } = options;
    if (faults === 'declared') {
      for (const service of program.services)
        for (const instance of (this.services[service.index] as ServiceState).instances)
          instance.crashesLeft.set(service.crash === undefined ? NULL : values.integer(service.crash.count));
    } else {
      this.budgets.crashes.set(values.integer(faults.crashes ?? 0));
      this.budgets.losses.set(values.integer(faults.losses ?? 0));
      this.budgets.duplicates.set(values.integer(faults.duplicates ?? 0));
      this.budgets.lostAcknowledgements.set(values.integer(faults.lostAcknowledgements ?? 0));
      this.budgets.requests.set(faults.requests === undefined ? NULL : values.integer(faults.requests));
    }
    this.journal.forget();
    this.parts.touch(this.parts.all);
  }
}

export interface WorldOptions {
  /** `declared`: as the document says, for play; a budget: for a search. */
  readonly faults: 'declared' | FaultBudget;
  readonly tracksVersions: boolean;
  /**
   * Default true. False: of a copy that always comes back it is kept whether it has been delivered before, not how
   * often, so that coming back for ever is a cycle of states. Identities then repeat, and no history can be judged.
   */
  readonly countsDeliveries?: boolean;
  /** For searches, which do the same in like worlds over and over: see `StepMemory`. Default false. */
  readonly remembersSteps?: boolean;
  /** Further digests (of monitors) that share the world's journal. */
  readonly digests?: readonly Digest[];
}

export interface ClientState {
  /** How many requests have been sent: an integer, null for none. */
  readonly position: Cell;
  /** (message id, attempt, position) of the request whose reply is awaited. */
  readonly waiting: Cell;
  /** Request identity -> outcome. */
  readonly answers: Dictionary;
  /** Replies on their way to the client. */
  readonly mailbox: Sequence;
}

export interface InstanceState {
  /** TRUE while crashed. */
  readonly down: Cell;
  /** Work identity -> work. */
  readonly work: Dictionary;
  /** (work id, reply): replies to calls on their way to the instance. */
  readonly mailbox: Sequence;
  /** Crashes that the document still allows this instance in play. */
  readonly crashesLeft: Cell;
}

export interface ServiceState {
  readonly instances: readonly InstanceState[];
  /** (message, channel): message rows that are committed and not yet taken out by the relay. */
  readonly outbox: Sequence;
  /** How many rows at the head of the outbox the relay has published and not yet marked; null for none. */
  readonly relayed: Cell;
  /** Identities of processed messages. */
  readonly inbox: Dictionary;
  readonly sagas: Dictionary;
  /** Work whose transaction is open: the database is its own until it ends. */
  readonly holder: Cell;
  /** Identities of commands of sagas sent before the commit -> how often. */
  readonly sentBeforeCommit: Dictionary;
  /** Sessions, locks and snapshots at statement granularity; undefined at level atomic. */
  readonly database: Database | undefined;
}

export interface TableState {
  /** Key -> tuple of column values, as committed. */
  readonly rows: Dictionary;
  /** Key -> tuple of versions by column. */
  readonly versions: Dictionary;
}

export interface Budgets {
  readonly declared: boolean;
  readonly crashes: Cell;
  readonly losses: Cell;
  readonly duplicates: Cell;
  readonly lostAcknowledgements: Cell;
  /** Null: no bound. */
  readonly requests: Cell;
}

/** What a part is a source of choices of. */
export type PartSource =
  | { readonly kind: 'client'; readonly client: number }
  | { readonly kind: 'queue'; readonly channel: number; readonly consumer: number }
  | { readonly kind: 'instance'; readonly service: number; readonly instance: number }
  | { readonly kind: 'relay'; readonly service: number }
  | { readonly kind: 'saga-timers'; readonly service: number };

/** Numbers of the parts, in the order in which their choices are listed; their choices, and which of them are stale. */
export class Parts {
  readonly sources: readonly PartSource[];
  readonly count: number;
  readonly all: readonly number[];
  /** The choices of each part, as far as it is not stale. */
  readonly lists: readonly Value[][];
  readonly #stale: Uint8Array;
  readonly #queueStarts: readonly number[];
  readonly #instanceStarts: readonly number[];
  readonly #relayStart: number;
  readonly #sagaTimerStart: number;
  readonly #program: Program;

  constructor(program: Program) {
    const sources: PartSource[] = program.clients.map(({ index }) => ({ kind: 'client', client: index }));
    this.#program = program;
    this.#queueStarts = program.channels.map((channel) => {
      const start = sources.length;
      channel.consumers.forEach((_, consumer) => sources.push({ kind: 'queue', channel: channel.index, consumer }));
      return start;
    });
    this.#instanceStarts = program.services.map((service) => {
      const start = sources.length;
      for (let instance = 0; instance < service.instances; instance++)
        sources.push({ kind: 'instance', service: service.index, instance });
      return start;
    });
    this.#relayStart = sources.length;
    for (const { index } of program.services) sources.push({ kind: 'relay', service: index });
    this.#sagaTimerStart = sources.length;
    for (const { index } of program.services) sources.push({ kind: 'saga-timers', service: index });
    this.sources = sources;
    this.count = sources.length;
    this.all = sources.map((_, i) => i);
    this.lists = sources.map(() => []);
    this.#stale = new Uint8Array(sources.length).fill(1);
  }

  client(client: number): number {
    return client;
  }

  queue(channel: number, consumer: number): number {
    return (this.#queueStarts[channel] as number) + consumer;
  }

  instance(service: number, instance: number): number {
    return (this.#instanceStarts[service] as number) + instance;
  }

  instances(service: number): readonly number[] {
    const { instances } = this.#program.services[service] as ServiceProgram;
    return Array.from({ length: instances }, (_, i) => this.instance(service, i));
  }

  relay(service: number): number {
    return this.#relayStart + service;
  }

  sagaTimers(service: number): number {
    return this.#sagaTimerStart + service;
  }

  /** The queues that a service consumes: what can be delivered depends on its free places. */
  queuesOf(service: number): readonly number[] {
    return this.#program.channels.flatMap((channel) =>
      channel.consumers.flatMap((consumer, i) => (consumer === service ? [this.queue(channel.index, i)] : [])),
    );
  }

  touch(parts: readonly number[]): void {
    for (let i = 0; i < parts.length; i++) this.#stale[parts[i] as number] = 1;
  }

  isStale(part: number): boolean {
    return this.#stale[part] === 1;
  }

  refreshed(part: number): void {
    this.#stale[part] = 0;
  }
}

export function isUp(instance: InstanceState): boolean {
  return instance.down.value !== TRUE;
}

const isAtomic = (service: ServiceProgram): boolean => service.isolation === undefined;
