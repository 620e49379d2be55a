import type { Distribution } from '../base/draw.ts';
import type {
  Channel,
  Client,
  ClientRequest,
  CrashFault,
  Expression,
  OutgoingMessage,
  Saga,
  SagaStep,
  Scenario,
  Service,
  Step,
} from '../model/document.ts';
import type { MachineConfig } from '../model/machine/types.ts';
import { PLAIN_NAMES } from './naming.ts';
import type { Naming } from './naming.ts';
import { Tape } from './tape.ts';

export interface GenerateOptions {
  readonly naming?: Naming;
  /** Writes every `set` and `if` as two steps that mean the same. */
  readonly split?: boolean;
  /** Smaller: one client, one request each, few steps; for searches that must come to an end. */
  readonly tiny?: boolean;
}

/** A small right scenario with some of everything, made by the decisions of a seed. */
export function scenarioOfSeed(seed: number, options: GenerateOptions = {}): Scenario {
  return generateScenario(Tape.ofSeed(seed), options);
}

/** The same from a tape: equal tapes give documents that differ at the most in what the options say. */
export function generateScenario(tape: Tape, options: GenerateOptions = {}): Scenario {
  return new Generator(tape, options).scenario();
}

const LIGHT: MachineConfig = {
  initial: 'RED',
  states: { RED: { on: { GO: 'GREEN' } }, GREEN: { on: { STOP: 'RED', GO: 'DARK' } }, DARK: { type: 'final' } },
};

/** What the steps of one handler may use so far. */
interface Place {
  readonly service: number;
  /** Commands above this one may be sent, so that messages come to an end. */
  readonly command: number;
  readonly inTransaction: boolean;
  /** Groups that a read has bound. */
  readonly rows: string[];
  /** Variables that hold an integer. */
  readonly numbers: string[];
  readonly counter: { variables: number; labels: number };
}

class Generator {
  readonly #tape: Tape;
  readonly #name: Naming;
  readonly #split: boolean;
  readonly #tiny: boolean;
  readonly #services: number;
  /** By command: the service that handles it. */
  readonly #commands: readonly number[];
  /** By event: its subscribers. */
  readonly #events: readonly (readonly number[])[];
  /** By saga: the command that starts it, at its owner. */
  readonly #sagas: readonly { readonly starter: number; readonly steps: readonly SagaPlan[] }[];

  constructor(tape: Tape, options: GenerateOptions) {
    this.#tape = tape;
    this.#name = options.naming ?? PLAIN_NAMES;
    this.#split = options.split ?? false;
    this.#tiny = options.tiny ?? false;
    const most = this.#tiny ? 2 : 3;
    this.#services = tape.between(1, most);
    this.#commands = Array.from({ length: tape.between(1, most) }, () => tape.below(this.#services));
    this.#events = Array.from({ length: tape.below(this.#tiny ? 2 : 3) }, () => this.#subscribers());
    const sagas = tape.pick([0, 1, this.#tiny ? 1 : 2]);
    this.#sagas = Array.from({ length: sagas }, () => ({
      starter: tape.below(this.#commands.length),
      steps: this.#planSaga(),
    }));
  }

  scenario(): Scenario {
    const { command, event, replyMessage } = this.#namesOf('command', 'event', 'replyMessage');
    const payload = { [this.#field(0)]: 'string', [this.#field(1)]: 'int' } as const;
    const sagaMessages = this.#sagas.flatMap(({ steps }, saga) =>
      steps.flatMap((_, step) => [
        [this.#sagaMessage('sagaCommand', saga, step), { kind: 'command', payload }] as const,
        [this.#sagaMessage('sagaUndo', saga, step), { kind: 'command', payload }] as const,
      ]),
    );
    const services = range(this.#services).map((service) => [this.#name('service', service), this.#service(service)]);
    const sagas = this.#sagas.map((_, saga) => [this.#name('saga', saga), this.#saga(saga)]);
    const clients = range(this.#tiny ? 1 : this.#tape.between(1, 2)).map((client) => [
      this.#name('client', client),
      this.#client(),
    ]);
    return {
      schema: 1,
      id: 'generated',
      title: { en: 'Generated' },
      summary: { en: 'Made from a row of decisions.' },
      messages: {
        ...Object.fromEntries(this.#commands.map((_, i) => [command(i), { kind: 'command', payload } as const])),
        ...Object.fromEntries(this.#events.map((_, i) => [event(i), { kind: 'event', payload } as const])),
        ...Object.fromEntries(sagaMessages),
        [replyMessage(0)]: { kind: 'reply', payload: { [this.#field(2)]: 'int' } },
      },
      machines: { [this.#name('machine', 0)]: LIGHT },
      services: Object.fromEntries(services) as Scenario['services'],
      channels: this.#channels(),
      ...(sagas.length === 0 ? {} : { sagas: Object.fromEntries(sagas) as NonNullable<Scenario['sagas']> }),
      clients: Object.fromEntries(clients) as Scenario['clients'],
      faults: {
        crashes: this.#crashes(),
        budget: {
          crashes: this.#tape.below(this.#tiny ? 2 : 3),
          losses: this.#tape.below(2),
          duplicates: this.#tape.below(this.#tiny ? 2 : 3),
          lostAcknowledgements: this.#tape.below(2),
        },
      },
      variants: { plain: { title: { en: 'Plain' }, options: {} } },
    };
  }

  #service(service: number): Service {
    const tape = this.#tape;
    const commands = this.#commands.flatMap((owner, i) =>
      owner === service ? [[this.#name('command', i), i] as const] : [],
    );
    const handlers = Object.fromEntries(
      commands.map(([id, command]) => [id, { steps: this.#handler(this.#place(service, command)) }]),
    );
    this.#events.forEach((subscribers, i) => {
      if (!subscribers.includes(service)) return;
      handlers[this.#name('event', i)] = { steps: this.#handler(this.#place(service, this.#commands.length)) };
    });
    this.#sagas.forEach(({ steps }, saga) =>
      steps.forEach((plan, step) => {
        if (plan.participant !== service) return;
        handlers[this.#sagaMessage('sagaCommand', saga, step)] = {
          steps: this.#participantHandler(service, plan.refuses),
        };
        handlers[this.#sagaMessage('sagaUndo', saga, step)] = { steps: this.#participantHandler(service, false) };
      }),
    );
    return {
      instances: tape.once(3) ? 2 : 1,
      concurrency: tape.between(1, 2),
      serviceTimeMicros: this.#distribution(),
      publishing: tape.pick(['outbox', 'after-commit', 'before-commit']),
      inbox: tape.once(2),
      ...(tape.once(6) ? { granularity: 'handler' as const } : {}),
      relay: { kind: 'polling', intervalMicros: this.#distribution(), batch: tape.between(1, 2) },
      database: {
        level: tape.once(4) ? tape.pick(['read-committed', 'repeatable-read', 'serializable']) : 'atomic',
        tables: {
          [this.#name('table', 0)]: {
            key: { name: this.#name('key', 0), type: 'string' },
            columns: { [this.#column(0)]: 'int', [this.#column(1)]: 'string' },
            rows: [
              { [this.#name('key', 0)]: 'a', [this.#column(0)]: tape.below(3), [this.#column(1)]: 'RED' },
              { [this.#name('key', 0)]: 'b', [this.#column(0)]: 1, [this.#column(1)]: 'GREEN' },
            ],
            machines: { [this.#column(1)]: this.#name('machine', 0) },
          },
          [this.#name('table', 1)]: {
            key: { name: this.#name('key', 1), type: 'string' },
            columns: { [this.#column(2)]: 'int' },
          },
        },
      },
      handlers,
    };
  }

  #channels(): Record<string, Channel> {
    const tape = this.#tape;
    const channels: Record<string, Channel> = {};
    const common = (): Partial<Channel> => ({
      delivery: tape.pick(['at-least-once', 'at-most-once']),
      ordering: tape.pick(['fifo', 'key', 'none']),
      latencyMicros: this.#distribution(),
      redeliveryMicros: this.#distribution(),
      lossPerMille: tape.pick([0, 300]),
      duplicationPerMille: tape.pick([0, 300]),
      lostAcknowledgementPerMille: tape.pick([0, 200]),
      maximumDeliveries: tape.between(1, 3),
    });
    for (const service of range(this.#services)) {
      const to = [this.#name('service', service)];
      const deadLetter = this.#name('deadLetters', service);
      const hasDeadLetters = tape.once(2);
      channels[this.#name('queue', service)] = {
        kind: 'point-to-point',
        to,
        ...common(),
        ...(hasDeadLetters ? { deadLetter } : {}),
      };
      if (hasDeadLetters) channels[deadLetter] = { kind: 'point-to-point', to, ...common() };
    }
    this.#events.forEach((subscribers, i) => {
      const to = subscribers.map((service) => this.#name('service', service));
      channels[this.#name('topic', i)] = { kind: 'publish-subscribe', to, ...common() };
    });
    this.#sagas.forEach(({ starter }, saga) => {
      const to = [this.#name('service', this.#commands[starter] as number)];
      channels[this.#name('replies', saga)] = { kind: 'point-to-point', to, ...common() };
    });
    return channels;
  }

  #saga(saga: number): Saga {
    const tape = this.#tape;
    const { starter, steps } = this.#sagas[saga] as { starter: number; steps: readonly SagaPlan[] };
    const message = (kind: 'sagaCommand' | 'sagaUndo', step: number): OutgoingMessage => ({
      message: this.#sagaMessage(kind, saga, step),
      to: this.#name('queue', (steps[step] as SagaPlan).participant),
      payload: { [this.#field(0)]: `data.${this.#field(0)}`, [this.#field(1)]: `data.${this.#field(1)} + ${step}` },
      ...(tape.once(2) ? { key: `data.${this.#field(0)}` } : {}),
    });
    return {
      owner: this.#name('service', this.#commands[starter] as number),
      replyChannel: this.#name('replies', saga),
      data: { [this.#field(0)]: 'string', [this.#field(1)]: 'int' },
      steps: steps.map((plan, step): SagaStep => ({
        id: this.#name('sagaStep', step),
        kind: plan.kind,
        command: message('sagaCommand', step),
        ...(plan.kind === 'compensatable' && !tape.once(3) ? { compensation: message('sagaUndo', step) } : {}),
        ...(tape.once(2)
          ? { onReply: { [this.#name('replyMessage', 0)]: { [this.#field(1)]: `reply.${this.#field(2)}` } } }
          : {}),
        ...(plan.kind !== 'retriable' && tape.once(3) ? { timeoutMicros: 20_000 } : {}),
      })),
      compensation: !tape.once(5),
    };
  }

  #client(): Client {
    const tape = this.#tape;
    const requests: ClientRequest[] = [];
    for (const i of range(this.#tiny ? tape.between(1, 2) : tape.between(1, 2))) {
      const isEvent = this.#events.length > 0 && tape.once(4);
      const which = tape.below(isEvent ? this.#events.length : this.#commands.length);
      const awaits = !isEvent && tape.once(2);
      const before = requests[i - 1];
      requests.push({
        id: this.#name('request', i),
        message: this.#name(isEvent ? 'event' : 'command', which),
        to: isEvent ? this.#name('topic', which) : this.#name('queue', this.#commands[which] as number),
        count: this.#tiny ? 1 : tape.between(1, 2),
        afterMicros: this.#distribution(),
        payload: { [this.#field(0)]: tape.pick(["'a'", "'b'", "'c'"]), [this.#field(1)]: tape.pick([0, 'ordinal', 3]) },
        ...(tape.once(2) ? { key: tape.pick(["'a'", "'b'"]) } : {}),
        ...(awaits ? { awaitReply: true } : {}),
        ...(awaits && tape.once(2) ? { timeoutMicros: 30_000, retries: tape.below(2) } : {}),
        ...(before?.awaitReply === true && tape.once(3)
          ? { afterRequest: { id: before.id, state: 'succeeded' as const } }
          : {}),
      });
    }
    return { requests };
  }

  #crashes(): Record<string, CrashFault> {
    const crashed = range(this.#services).filter(() => this.#tape.once(2));
    return Object.fromEntries(
      crashed.map((service) => [
        this.#name('service', service),
        {
          everyMicros: { uniform: [1_000, 40_000] },
          restartMicros: this.#distribution(),
          count: this.#tape.between(1, 2),
        },
      ]),
    );
  }

  #handler(place: Place): Step[] {
    return range(this.#tape.between(1, this.#tiny ? 2 : 3)).flatMap(() => this.#step(place, 0));
  }

  /** Writes a row, then answers; what it answers may depend on the message. */
  #participantHandler(service: number, refuses: boolean): Step[] {
    const place = { ...this.#place(service, this.#commands.length), inTransaction: true };
    const success: Step = {
      reply: {
        outcome: 'success',
        message: this.#name('replyMessage', 0),
        payload: { [this.#field(2)]: this.#number(place) },
      },
    };
    const failure: Step = { label: 'refuse', reply: { outcome: 'failure' } };
    const answer = refuses
      ? this.#condition(`message.${this.#field(1)} % 2 == 1`, [success], [failure], place)
      : [success];
    return [{ transaction: [...this.#statement(place), ...answer] }];
  }

  #step(place: Place, depth: number): Step[] {
    const tape = this.#tape;
    const most = this.#tiny ? 6 : 10;
    switch (tape.below(most)) {
      case 0:
      case 1:
        return [this.#transaction(place, depth)];
      case 2:
        return this.#statement(place);
      case 3:
        return this.#send(place);
      case 4:
        return [this.#reply(place)];
      case 5:
        return this.#assign(place);
      case 6:
        return depth > 0
          ? this.#statement(place)
          : this.#condition(this.#truth(place), this.#step(place, depth + 1), undefined, place);
      case 7:
        return [{ wait: { forMicros: this.#distribution() } }];
      case 8:
        return this.#call(place);
      default:
        return this.#condition(
          this.#truth(place),
          [tape.once(2) ? { return: {} } : { fail: { reason: 'refused' } }],
          undefined,
          place,
        );
    }
  }

  #transaction(outer: Place, depth: number): Step {
    const tape = this.#tape;
    const place = { ...outer, inTransaction: true };
    const steps = range(tape.between(1, this.#tiny ? 2 : 3)).flatMap(() => this.#inner(place));
    const starts = this.#sagas.flatMap(({ starter }, saga) =>
      starter === outer.command && tape.once(2) ? [saga] : [],
    );
    return {
      transaction: [
        ...steps,
        ...starts.map((saga): Step => ({
          startSaga: {
            saga: this.#name('saga', saga),
            data: { [this.#field(0)]: `message.${this.#field(0)}`, [this.#field(1)]: this.#number(place) },
          },
        })),
      ],
      ...(tape.once(4) ? { isolation: tape.pick(['read-committed', 'serializable']), retries: tape.below(2) } : {}),
      ...(depth === 0 && tape.once(4) ? { onRollback: this.#statement(outer) } : {}),
    };
  }

  #inner(place: Place): Step[] {
    const tape = this.#tape;
    switch (tape.below(this.#tiny ? 7 : 9)) {
      case 0:
      case 1:
      case 2:
        return this.#statement(place);
      case 3:
        return this.#send(place);
      case 4:
        return [this.#reply(place)];
      case 5:
        return this.#condition(this.#truth(place), [{ fail: { reason: 'unwanted' } }], undefined, place);
      case 6:
        return this.#assign(place);
      case 7:
        return this.#condition(this.#truth(place), this.#statement(place), this.#statement(place), place);
      default:
        return [this.#read(place), { wait: { while: this.#truth(place) } }];
    }
  }

  #statement(place: Place): Step[] {
    const tape = this.#tape;
    const table = this.#name('table', 0);
    const key = this.#key();
    switch (tape.below(8)) {
      case 0:
        return [this.#read(place)];
      case 1:
        return [{ update: { table, key, set: { [this.#column(0)]: this.#number(place) } } }];
      case 2:
        return [{ update: { table, key, add: { [this.#column(0)]: this.#number(place) } } }];
      case 3: {
        const as = this.#variable(place);
        const where = `row.${this.#column(0)} ${tape.pick(['<', '=='])} ${this.#number(place)}`;
        place.numbers.push(as);
        return [
          {
            update: {
              table,
              ...(tape.once(3) ? {} : { key }),
              where,
              set: { [this.#column(0)]: `row.${this.#column(0)} + 1` },
              as,
            },
          },
        ];
      }
      case 4: {
        const values = { [this.#column(0)]: this.#number(place), [this.#column(1)]: "'RED'" };
        return [
          tape.once(3)
            ? { delete: { table, key } }
            : { insert: { table, key, values, onConflict: tape.pick(['fail', 'nothing', 'update']) } },
        ];
      }
      case 5: {
        const as = this.#variable(place);
        place.numbers.push(as);
        const sums = tape.once(2);
        return [
          {
            query: { table, aggregate: sums ? 'sum' : 'count', ...(sums ? { of: `row.${this.#column(0)}` } : {}), as },
          },
        ];
      }
      case 6: {
        const otherwise: Step[] = tape.once(2) ? [{ update: { table, key, add: { [this.#column(0)]: 1 } } }] : [];
        const event = tape.pick(['GO', 'STOP']);
        return [{ transition: { table, key, event, ...(tape.once(3) ? {} : { otherwise }) } }];
      }
      default:
        return [
          {
            append: {
              table: this.#name('table', 1),
              stream: key,
              values: { [this.#column(2)]: this.#number(place) },
              ...(tape.once(3) ? { expectedVersion: tape.below(2) } : {}),
            },
          },
        ];
    }
  }

  #read(place: Place): Step {
    const as = this.#variable(place);
    place.rows.push(as);
    const lock = this.#tape.once(4) ? { lock: this.#tape.pick<'update' | 'share'>(['update', 'share']) } : {};
    return { read: { table: this.#name('table', 0), key: this.#key(), as, ...lock } };
  }

  #send(place: Place): Step[] {
    const tape = this.#tape;
    const later = range(this.#commands.length).filter((command) => command > place.command);
    const isEvent = this.#events.length > 0 && place.command < this.#commands.length && tape.once(2);
    if (isEvent) {
      const event = tape.below(this.#events.length);
      return [
        {
          ...this.#label(place),
          publish: { ...this.#payload(place, this.#name('event', event)), to: this.#name('topic', event) },
        },
      ];
    }
    const command = later[tape.below(Math.max(later.length, 1))];
    if (command === undefined) return this.#statement(place);
    return [{ ...this.#label(place), send: this.#outgoing(place, command) }];
  }

  #call(place: Place): Step[] {
    const tape = this.#tape;
    const command = place.command + 1;
    if (command >= this.#commands.length || place.inTransaction) return this.#statement(place);
    const as = this.#variable(place);
    const reply = this.#name('replyMessage', 0);
    return [
      {
        call: {
          ...this.#outgoing(place, command),
          as,
          ...(tape.once(2) ? { replies: [reply] } : {}),
          ...(tape.once(2) ? {} : { timeoutMicros: 10_000 }),
        },
      },
    ];
  }

  #outgoing(place: Place, command: number): OutgoingMessage {
    return {
      ...this.#payload(place, this.#name('command', command)),
      to: this.#name('queue', this.#commands[command] as number),
    };
  }

  #payload(place: Place, message: string): Pick<OutgoingMessage, 'message' | 'payload' | 'key'> {
    return {
      message,
      payload: { [this.#field(0)]: this.#key(), [this.#field(1)]: this.#number(place) },
      ...(this.#tape.once(2) ? { key: this.#key() } : {}),
    };
  }

  #reply(place: Place): Step {
    const outcome = this.#tape.once(3) ? ('failure' as const) : ('success' as const);
    if (this.#tape.once(2)) return { ...this.#label(place), reply: { outcome } };
    const payload = { [this.#field(2)]: this.#number(place) };
    return { ...this.#label(place), reply: { outcome, message: this.#name('replyMessage', 0), payload } };
  }

  #assign(place: Place): Step[] {
    const first = this.#variable(place);
    const value = this.#number(place);
    place.numbers.push(first);
    const second = this.#variable(place);
    const both = { [first]: value, [second]: `${first} + 1` };
    place.numbers.push(second);
    if (!this.#split) return [{ set: both }];
    return [{ set: { [first]: value } }, { set: { padding: 0 } }, { set: { [second]: `${first} + 1` } }];
  }

  #condition(condition: string, yes: readonly Step[], no: readonly Step[] | undefined, place: Place): Step[] {
    const branches = { then: yes, ...(no === undefined ? {} : { else: no }) };
    if (!this.#split) return [{ if: condition, ...branches }];
    const held = `held${place.counter.variables}`;
    return [{ set: { [held]: condition } }, { if: held, ...branches }];
  }

  #number(place: Place): Expression {
    const tape = this.#tape;
    const row = place.rows[tape.below(Math.max(place.rows.length, 1))];
    const number = place.numbers[tape.below(Math.max(place.numbers.length, 1))];
    switch (tape.below(5)) {
      case 0:
        return tape.below(3);
      case 1:
        return `message.${this.#field(1)}`;
      case 2:
        return row === undefined ? 1 : `${row}.${this.#column(0)} + 1`;
      case 3:
        return number ?? 2;
      default:
        return `6 / (message.${this.#field(1)} + 1)`;
    }
  }

  #truth(place: Place): string {
    const tape = this.#tape;
    const row = place.rows[tape.below(Math.max(place.rows.length, 1))];
    const field = `message.${this.#field(1)}`;
    switch (tape.below(4)) {
      case 0:
        return `${field} == ${tape.below(3)}`;
      case 1:
        return `message.${this.#field(0)} == 'a'`;
      case 2:
        return row === undefined ? `${field} > 1` : `${row}.exists`;
      default:
        return row === undefined ? `${field} < 1` : `${row}.${this.#column(0)} < 1`;
    }
  }

  #key(): string {
    return this.#tape.pick(["'a'", "'b'", `message.${this.#field(0)}`]);
  }

  #distribution(): Distribution {
    const tape = this.#tape;
    return tape.pick<Distribution>([{ uniform: [500, 9_000] }, { fixed: 1_000 }, { exponential: 3_000 }, { fixed: 0 }]);
  }

  #label(place: Place): { label?: string } {
    return this.#tape.once(2) ? {} : { label: this.#name('label', place.counter.labels++) };
  }

  #variable(place: Place): string {
    return this.#name('variable', place.counter.variables++);
  }

  #place(service: number, command: number): Place {
    return { service, command, inTransaction: false, rows: [], numbers: [], counter: { variables: 0, labels: 0 } };
  }

  #planSaga(): SagaPlan[] {
    const tape = this.#tape;
    const kinds: SagaStep['kind'][] = ['compensatable'];
    if (!this.#tiny && tape.once(2)) kinds.push('compensatable');
    if (tape.once(2)) kinds.push('pivot');
    if (tape.once(2)) kinds.push('retriable');
    return kinds.map((kind) => ({ kind, participant: tape.below(this.#services), refuses: tape.once(2) }));
  }

  #subscribers(): number[] {
    const first = this.#tape.below(this.#services);
    const all = range(this.#services).filter((service) => service === first || this.#tape.once(2));
    return all;
  }

  #sagaMessage(kind: 'sagaCommand' | 'sagaUndo', saga: number, step: number): string {
    return this.#name(kind, saga * 4 + step);
  }

  #field(index: number): string {
    return this.#name('field', index);
  }

  #column(index: number): string {
    return this.#name('column', index);
  }

  #namesOf<Kind extends Parameters<Naming>[0]>(...kinds: readonly Kind[]): Record<Kind, (index: number) => string> {
    return Object.fromEntries(kinds.map((kind) => [kind, (index: number) => this.#name(kind, index)])) as Record<
      Kind,
      (index: number) => string
    >;
  }
}

interface SagaPlan {
  readonly kind: SagaStep['kind'];
  readonly participant: number;
  readonly refuses: boolean;
}

const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
