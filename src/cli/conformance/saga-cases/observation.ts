import { check } from '../../../engine/check/check.ts';
import type { AnomalyId, EntryKindName, PlainValue } from '../../../engine/index.ts';
import { entryAt, traceColumns } from '../../../engine/index.ts';
import { traceNames } from '../../../engine/simulate.ts';
import { describeServices } from '../../../engine/timeline/describe.ts';
import { buildHistory, isRefusal } from '../../../engine/trace/history.ts';
import { TransactionRole } from '../../../engine/trace/entry.ts';
import type { CaseRun } from './case-run.ts';

export type Row = Readonly<Record<string, PlainValue>>;

/** A command of a saga with the first answer to it. */
export interface ObservedCommand {
  readonly command: string;
  readonly channel: string;
  readonly reply: string | null;
  readonly outcome: 'SUCCESS' | 'FAILURE' | null;
  /** From 1; a retriable step and a compensation that fail are tried again. */
  readonly attempt: number;
}

export interface ObservedReply {
  readonly type: string;
  readonly outcome: 'SUCCESS' | 'FAILURE';
}

export interface ObservedSaga {
  readonly endState: boolean;
  readonly compensating: boolean;
  readonly failed: boolean;
}

/** What a run came to, in the words of the cases. */
export class Observation {
  readonly #run: CaseRun;
  readonly #columns: ReturnType<typeof traceColumns>;

  constructor(run: CaseRun) {
    this.#run = run;
    this.#columns = traceColumns(run.trace);
  }

  /** Rows of a table by key, in key order. */
  rows(service: string, table: string): ReadonlyMap<string, Row> {
    const { program, world } = this.#run;
    const described = describeServices(world).find(({ id }) => id === service);
    const rows = described?.tables.find(({ id }) => id === table)?.rows ?? [];
    const columns =
      program.tables.find(({ id, service: owner }) => id === table && program.services[owner]?.id === service)
        ?.columns ?? [];
    return new Map(
      rows.map((row) => [
        String(row.key),
        Object.fromEntries(columns.map((column, i) => [column, row.values[i] ?? null])),
      ]),
    );
  }

  /** The states that a column went through from its row's first, in the order of the writes. */
  path(service: string, table: string, column: string, first: PlainValue): readonly PlainValue[] {
    const { program } = this.#run;
    const path: PlainValue[] = first === null ? [] : [first];
    for (const entry of this.#entries('written')) {
      const written = program.tables[Number(entry.fields['table'])];
      if (written === undefined || written.id !== table || program.services[written.service]?.id !== service) continue;
      const row = entry.fields['row'];
      const value = Array.isArray(row)
        ? ((row as readonly PlainValue[])[written.columns.indexOf(column)] ?? null)
        : null;
      if (value !== path[path.length - 1]) path.push(value);
    }
    return path;
  }

  /** Commands of sagas in the order in which they were first sent. */
  commands(): ObservedCommand[] {
    const { program } = this.#run;
    const commands: ObservedCommand[] = [];
    for (const [id, { type, channel }] of this.#sentMessages()) {
      if (program.messageTypes[type]?.kind !== 'command' || !id.includes('>')) continue;
      const [first] = this.#repliesTo(id);
      commands.push({
        command: program.messageTypes[type].id,
        channel: program.channels[channel]?.id ?? '',
        reply: first?.type ?? null,
        outcome: first?.outcome ?? null,
        attempt: Number(/~(\d+)$/.exec(id)?.[1] ?? 1),
      });
    }
    return commands;
  }

  /** All replies to commands of a type. */
  replies(command: string): ObservedReply[] {
    const { program } = this.#run;
    return [...this.#sentMessages()]
      .filter(([, { type }]) => program.messageTypes[type]?.id === command)
      .flatMap(([id]) => this.#repliesTo(id));
  }

  events(): string[] {
    const { program } = this.#run;
    return [...this.#sentMessages().values()]
      .map(({ type }) => program.messageTypes[type])
      .filter((type) => type?.kind === 'event')
      .map((type) => type?.id ?? '');
  }

  deliveries(type: string): number {
    const { program } = this.#run;
    return this.#entries('delivered').filter(
      (entry) => program.messageTypes[Number(entry.fields['messageType'])]?.id === type,
    ).length;
  }

  /** Sagas in the order in which they were started. */
  sagas(): ObservedSaga[] {
    const { program } = this.#run;
    const sagas = new Map<string, { endState: boolean; compensating: boolean; failed: boolean }>();
    for (const entry of this.#entries('sagaStarted'))
      sagas.set(String(entry.fields['saga']), { endState: false, compensating: false, failed: false });
    for (const entry of this.#entries('sagaMoved')) {
      const saga = sagas.get(String(entry.fields['saga']));
      const to = String(entry.fields['to']);
      const acts = program.sagas[Number(entry.fields['sagaIndex'])]?.acts;
      if (saga !== undefined && (to === 'compensated' || acts?.get(to)?.role === TransactionRole.compensation))
        saga.compensating = true;
    }
    for (const entry of this.#entries('sagaEnded')) {
      const saga = sagas.get(String(entry.fields['saga']));
      if (saga === undefined) continue;
      saga.endState = true;
      saga.failed = Number(entry.fields['outcome']) === 2;
    }
    return [...sagas.values()];
  }

  /** Answer to a client's request: the reply's type, and whether it was of success. */
  answer(client: string): ObservedReply | undefined {
    return this.#repliesTo(`${client}/request.1`)[0];
  }

  anomalies(): ReadonlySet<AnomalyId> {
    const { trace, program } = this.#run;
    const history = buildHistory(trace, traceNames(program), true);
    return new Set(check(history).findings.map(({ anomaly }) => anomaly));
  }

  #entries(kind: EntryKindName) {
    const all = Array.from({ length: this.#columns.length }, (_, i) => entryAt(this.#columns, i));
    return all.filter((entry) => entry.kind === kind);
  }

  #sentMessages(): Map<string, { type: number; channel: number }> {
    const sent = new Map<string, { type: number; channel: number }>();
    for (const { fields } of this.#entries('sent')) {
      const id = String(fields['message']);
      if (!sent.has(id)) sent.set(id, { type: Number(fields['messageType']), channel: Number(fields['channel']) });
    }
    return sent;
  }

  /** A reply is named after the work that sent it, and that after its message. */
  #repliesTo(id: string): ObservedReply[] {
    const { trace, program } = this.#run;
    const replies = new Map<string, ObservedReply>();
    for (const { fields, ordinal } of this.#entries('sent')) {
      const reply = String(fields['message']);
      const type = program.messageTypes[Number(fields['messageType'])];
      if (type?.kind !== 'reply' || !reply.startsWith(`${id}>`) || replies.has(reply)) continue;
      if (!REPLY_REST.test(reply.slice(id.length))) continue;
      const isFailure = isRefusal(program.values, trace.fieldAt(ordinal, 6));
      replies.set(reply, { type: type.id, outcome: isFailure ? 'FAILURE' : 'SUCCESS' });
    }
    return [...replies.values()];
  }
}

/** Copies and deliveries of the message, then the label of the reply. */
const REPLY_REST = /^(>copy~\d+)?(>delivery~\d+)?>[^>]+$/;
