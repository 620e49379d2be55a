import type {
  Channel,
  Client,
  ClientRequest,
  FaultBudget,
  Invariant,
  OutgoingMessage,
  Saga,
  SagaStep,
  Scenario,
  Service,
  Step,
} from '../model/document.ts';
import { Tape } from './tape.ts';

/**
 * A scenario of few states in which parts get in each other's way: clients that ask for much the same, services that work on
 * few rows, a saga, an event, a call, a fault or two. Made by the decisions of a seed.
 */
export function smallScenario(seed: number): Scenario {
  return new SmallScenario(Tape.ofSeed(seed)).scenario();
}

const PAYLOAD = { key: 'int', amount: 'int' } as const;

class SmallScenario {
  readonly #tape: Tape;
  readonly #services: readonly number[];
  /** By command: the service that handles it. */
  readonly #commands: readonly number[];
  readonly #subscribers: readonly number[];
  readonly #sagaSteps: readonly { readonly participant: number; readonly refuses: boolean }[];
  readonly #watched: boolean;
  #labels = 0;

  constructor(tape: Tape) {
    this.#tape = tape;
    this.#services = Array.from({ length: tape.pick([1, 1, 2, 2, 3]) }, (_, i) => i);
    this.#commands = Array.from({ length: tape.between(1, 3) }, () => tape.below(this.#services.length));
    this.#subscribers = tape.once(3) ? this.#services.filter(() => tape.once(2)) : [];
    this.#sagaSteps = tape.once(2)
      ? Array.from({ length: tape.between(1, 2) }, () => ({
          participant: tape.below(this.#services.length),
          refuses: tape.once(2),
        }))
      : [];
    this.#watched = tape.once(2);
  }

  scenario(): Scenario {
    const commands = this.#commands.map((_, i) => [`Command${i}`, { kind: 'command', payload: PAYLOAD }] as const);
    const ofSaga = this.#sagaSteps.flatMap((_, i) =>
      [`Do${i}`, `Undo${i}`].map((id) => [id, { kind: 'command', payload: PAYLOAD }] as const),
    );
    return {
      schema: 1,
      id: 'small',
      title: { en: 'Small' },
      summary: { en: 'Made from a row of decisions.' },
      messages: {
        ...Object.fromEntries([...commands, ...ofSaga]),
        ...(this.#subscribers.length === 0 ? {} : { Happened: { kind: 'event', payload: PAYLOAD } as const }),
      },
      services: Object.fromEntries(this.#services.map((service) => [`s${service}`, this.#service(service)])),
      channels: this.#channels(),
      ...(this.#sagaSteps.length === 0 ? {} : { sagas: { trip: this.#saga() } }),
      clients: Object.fromEntries(
        Array.from({ length: this.#tape.between(1, 2) }, (_, i) => [`c${i}`, this.#client()] as const),
      ),
      faults: { budget: this.#budget() },
      variants: { plain: { title: { en: 'Plain' }, options: {} } },
      invariants: this.#invariants(),
    };
  }

  #service(service: number): Service {
    const tape = this.#tape;
    const handlers = new Map<string, readonly Step[]>();
    this.#commands.forEach((owner, command) => {
      if (owner === service) handlers.set(`Command${command}`, this.#handler(service, command));
    });
    if (this.#subscribers.includes(service)) handlers.set('Happened', this.#handler(service, this.#commands.length));
    this.#sagaSteps.forEach(({ participant, refuses }, i) => {
      if (participant !== service) return;
      handlers.set(`Do${i}`, this.#participant(refuses));
      handlers.set(`Undo${i}`, this.#participant(false));
    });
    return {
      instances: tape.once(10) ? 2 : 1,
      concurrency: tape.pick([1, 2, 2]),
      publishing: tape.pick(['outbox', 'after-commit', 'before-commit']),
      inbox: tape.once(3),
      granularity: tape.once(2) ? 'handler' : 'operation',
      relay: { kind: 'polling', batch: tape.once(4) ? 2 : 1 },
      database: {
        level: tape.once(8) ? tape.pick(['read-committed', 'repeatable-read', 'serializable']) : 'atomic',
        tables: {
          left: this.#table(),
          right: this.#table(),
        },
      },
      handlers: Object.fromEntries([...handlers].map(([id, steps]) => [id, { steps }])),
    };
  }

  #table() {
    return {
      key: { name: 'id', type: 'int' },
      columns: { total: 'int' },
      rows: [
        { id: 0, total: 0 },
        { id: 1, total: 1 },
      ],
    } as const;
  }

  #channels(): Record<string, Channel> {
    const channels: Record<string, Channel> = {};
    for (const service of this.#services) {
      const hasDeadLetters = this.#tape.once(5);
      channels[`q${service}`] = {
        ...this.#queue(service),
        ...(hasDeadLetters ? { deadLetter: `dead${service}` } : {}),
      };
      channels[`p${service}`] = this.#queue(service);
      if (hasDeadLetters) channels[`dead${service}`] = this.#queue(service);
    }
    if (this.#subscribers.length > 0)
      channels['events'] = {
        ...this.#queue(0),
        kind: 'publish-subscribe',
        to: this.#subscribers.map((service) => `s${service}`),
      };
    if (this.#sagaSteps.length > 0) channels['replies'] = this.#queue(this.#commands[0] as number);
    return channels;
  }

  #queue(service: number): Channel {
    const tape = this.#tape;
    return {
      kind: 'point-to-point',
      to: [`s${service}`],
      delivery: tape.pick(['at-least-once', 'at-most-once']),
      ordering: tape.pick(['fifo', 'key', 'none']),
      maximumDeliveries: tape.between(1, 2),
      redelivery: tape.once(4) ? 'tail' : 'place',
    };
  }

  /** Owned by whoever handles the first command, which starts it. */
  #saga(): Saga {
    const tape = this.#tape;
    const message = (id: string, participant: number): OutgoingMessage => ({
      message: id,
      to: `${tape.pick(['q', 'p'])}${participant}`,
      payload: { key: 'data.key', amount: 'data.amount' },
      ...(tape.once(2) ? { key: 'data.key' } : {}),
    });
    return {
      owner: `s${this.#commands[0]}`,
      replyChannel: 'replies',
      data: { key: 'int', amount: 'int' },
      steps: this.#sagaSteps.map(({ participant }, i): SagaStep => ({
        id: `step${i}`,
        kind: i === 1 && tape.once(2) ? 'retriable' : 'compensatable',
        command: message(`Do${i}`, participant),
        ...(i === 0 && tape.once(2) ? { compensation: message(`Undo${i}`, participant) } : {}),
        ...(i === 0 && tape.once(4) ? { timeoutMicros: 1_000 } : {}),
      })),
    };
  }

  #client(): Client {
    const tape = this.#tape;
    const requests: ClientRequest[] = [];
    const count = tape.between(1, 2);
    for (let i = 0; i < count; i++) {
      const command = tape.below(this.#commands.length);
      const isEvent = this.#subscribers.length > 0 && tape.once(5);
      const awaits = !isEvent && tape.once(3);
      requests.push({
        id: `r${i}`,
        message: isEvent ? 'Happened' : `Command${command}`,
        to: isEvent ? 'events' : `q${this.#commands[command]}`,
        afterMicros: { fixed: 0 },
        payload: { key: tape.below(2), amount: tape.between(1, 2) },
        ...(tape.once(2) ? { key: tape.below(2) } : {}),
        ...(awaits ? { awaitReply: true } : {}),
        ...(awaits && tape.once(2) ? { timeoutMicros: 1_000, retries: tape.below(2) } : {}),
      });
    }
    return { requests };
  }

  #budget(): FaultBudget {
    const tape = this.#tape;
    const kind = tape.pick(['none', 'none', 'crashes', 'losses', 'duplicates', 'lostAcknowledgements']);
    return { ...(kind === 'none' ? {} : { [kind]: 1 }), ...(tape.once(6) ? { requests: 2 } : {}) };
  }

  #handler(service: number, command: number): readonly Step[] {
    const tape = this.#tape;
    const steps = Array.from({ length: tape.between(1, 2) }, () => this.#step(service, command)).flat();
    const starts = command === 0 && this.#sagaSteps.length > 0;
    if (!starts) return steps;
    const startSaga: Step = { startSaga: { saga: 'trip', data: { key: 'message.key', amount: 'message.amount' } } };
    return [...steps, { transaction: [...(tape.once(2) ? this.#flat(this.#statement()) : []), startSaga] }];
  }

  #step(service: number, command: number): readonly Step[] {
    const tape = this.#tape;
    switch (tape.below(8)) {
      case 0:
      case 1:
        return this.#statement();
      case 2:
      case 3:
        return [
          {
            transaction: [
              ...this.#flat(this.#statement()),
              ...this.#send(command),
              ...(tape.once(4) ? [this.#giveUp()] : []),
            ],
            ...(tape.once(3) ? { onRollback: this.#send(command) } : {}),
          },
        ];
      case 4:
        return this.#send(command);
      case 5:
        return [this.#reply()];
      case 6: {
        const called = this.#commands.findIndex((_, i) => i > command);
        if (called < 0 || tape.once(2)) return [{ wait: { forMicros: { fixed: 0 } } }];
        const timed = tape.once(2) ? { timeoutMicros: 1_000 } : {};
        return [{ call: { ...this.#outgoing(called), as: `called${this.#labels++}`, ...timed } }];
      }
      default:
        return tape.once(2)
          ? [{ if: `message.amount == ${tape.between(1, 2)}`, then: [{ fail: { reason: 'refused' } }] }]
          : [
              {
                transaction: [
                  { read: { table: 'left', key: 'message.key', as: 'looked' } },
                  { wait: { while: `looked.total > ${service + 1}` } },
                  ...this.#flat(this.#statement()),
                ],
              },
            ];
    }
  }

  #giveUp(): Step {
    return { if: `message.amount == ${this.#tape.between(1, 2)}`, then: [{ fail: { reason: 'unwanted' } }] };
  }

  #reply(): Step {
    return { label: `reply${this.#labels++}`, reply: { outcome: this.#tape.once(3) ? 'failure' : 'success' } };
  }

  /** To a command after this one, so that messages come to an end, or an event. */
  #send(command: number): readonly Step[] {
    const tape = this.#tape;
    const label = `send${this.#labels++}`;
    if (this.#subscribers.length > 0 && command < this.#commands.length && tape.once(3))
      return [{ label, publish: { message: 'Happened', to: 'events', payload: this.#payload() } }];
    const later = this.#commands.flatMap((_, i) => (i > command ? [i] : []));
    const next = later[tape.below(Math.max(later.length, 1))];
    return next === undefined ? [this.#reply()] : [{ label, send: this.#outgoing(next) }];
  }

  #outgoing(command: number): OutgoingMessage {
    const tape = this.#tape;
    return {
      message: `Command${command}`,
      to: `${tape.pick(['q', 'p'])}${this.#commands[command]}`,
      payload: this.#payload(),
      ...(tape.once(2) ? { key: 'message.key' } : {}),
    };
  }

  #payload() {
    return { key: this.#tape.pick<string | number>(['message.key', 0, 1]), amount: 'message.amount' };
  }

  #statement(): readonly Step[] {
    const tape = this.#tape;
    const table = tape.pick(['left', 'right']);
    const key = tape.pick<string | number>(['message.key', 'message.key', 0, 'message.amount']);
    const as = `bound${this.#labels++}`;
    switch (tape.below(6)) {
      case 0:
        return [{ update: { table, key, add: { total: 'message.amount' } } }];
      case 1:
        return [
          {
            transaction: [
              { read: { table, key, as } },
              { update: { table, key, set: { total: `${as}.total * 2 + message.amount` } } },
            ],
          },
        ];
      case 2:
        return [{ insert: { table, key: 'message.key + 2', values: { total: 'message.amount' } } }];
      case 3:
        return [
          { query: { table, aggregate: 'sum', of: 'row.total', as } },
          { update: { table, key, set: { total: as } } },
        ];
      case 4:
        return [{ delete: { table, key } }];
      default:
        // What it writes depends on another row, which it does not write.
        return [
          {
            transaction: [
              { read: { table, key, as } },
              { update: { table: 'right', key: 1, set: { total: `${as}.total * 3 + 1` } } },
            ],
          },
        ];
    }
  }

  #participant(refuses: boolean): readonly Step[] {
    const success: Step = { reply: { outcome: 'success' } };
    const failure: Step = { label: 'refuse', reply: { outcome: 'failure' } };
    const answer: Step = refuses ? { if: 'message.amount == 2', then: [failure], else: [success] } : success;
    return [{ transaction: [...this.#flat(this.#statement()), answer] }];
  }

  /** Within a transaction there is none. */
  #flat(steps: readonly Step[]): readonly Step[] {
    return steps.flatMap((step) => ('transaction' in step ? step.transaction : [step]));
  }

  #invariants(): Record<string, Invariant> {
    const tape = this.#tape;
    const service = `s${tape.below(this.#services.length)}`;
    const sum = (table: string) => ({ service, table, aggregate: 'sum', of: 'row.total' }) as const;
    const title = { en: 'Some bound' };
    return {
      end: { title, when: 'finally', queries: { total: sum('left') }, holds: `total < ${tape.between(2, 6)}` },
      ...(this.#watched
        ? {
            always: {
              title,
              when: 'always',
              queries: { one: sum('left'), other: sum('right') },
              holds: `one - other < ${tape.between(1, 5)}`,
            } as const,
          }
        : {}),
    };
  }
}
