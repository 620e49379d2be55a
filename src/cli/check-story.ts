import { Fate, Outcome, WriteForm, entryAt, traceColumns } from '../engine/index.ts';
import type { EntryView, Language, PlainValue, Simulation, Structure } from '../engine/index.ts';
import { choiceName } from '../engine/sim/choice.ts';
import { messageName, textIn } from './check-names.ts';
import { storyWords } from './check-story-words.ts';
import type { StoryWords } from './check-story-words.ts';

/** One choice of a counterexample, told. */
export interface StoryLine {
  /** Number of its first entry as the log of the page and the explanations count them, from 1. */
  readonly entry: number;
  /** Where the schedule is possible with the declared latencies. */
  readonly timeMicros: number | undefined;
  readonly text: string;
}

/** What happened, choice by choice. */
export function storyOf(
  { run }: Simulation,
  structure: Structure,
  language: Language,
  withTimes: boolean,
): readonly StoryLine[] {
  const columns = traceColumns(run.trace);
  const teller = new Teller(structure, language);
  return run.choices.map((choice, step) => {
    const first = run.trace.firstEntryOfStep(step);
    const end = run.trace.firstEntryOfStep(step + 1);
    const entries = Array.from({ length: end - first }, (_, i) => entryAt(columns, first + i));
    return {
      entry: first + 1,
      timeMicros: withTimes ? entries[0]?.timeMicros : undefined,
      text: teller.tell(choiceName(run.program, choice), entries),
    };
  });
}

class Teller {
  readonly #structure: Structure;
  readonly #language: Language;
  readonly #words: StoryWords;
  /** By message: the index of its type, from the entries that say it. */
  readonly #types = new Map<string, number>();

  constructor(structure: Structure, language: Language) {
    this.#structure = structure;
    this.#language = language;
    this.#words = storyWords(language);
  }

  tell(choice: string, entries: readonly EntryView[]): string {
    for (const { fields } of entries) {
      const { message, messageType } = fields;
      if (typeof message === 'string' && typeof messageType === 'number') this.#types.set(message, messageType);
    }
    const told = joinedWrites(entries, (entry) => this.#row(entry.fields)).flatMap((same) => this.#entry(same) ?? []);
    const commits = entries.some(({ kind }) => kind === 'committed');
    const what = told.length > 0 ? told : [commits ? this.#words.commits : choice];
    return `${this.#who(choice, entries)}: ${[...new Set(what)].join('; ')}`;
  }

  /** Who acts: the receiver of what is delivered, else whoever the choice names. */
  #who(choice: string, entries: readonly EntryView[]): string {
    const [kind = '', second = ''] = choice.split(' ');
    const { services, clients, sagas, channels } = this.#structure;
    const [first] = entries;
    if (kind === 'deliver' && first !== undefined) return this.#title(services, first.fields['service']);
    const [id, instance] = second.split('.');
    const service = services.find((candidate) => candidate.id === id);
    if (service !== undefined && (instance !== undefined || kind === 'relay'))
      return service.instances > 1 && instance !== undefined
        ? `${textIn(service.title, this.#language)}.${instance}`
        : textIn(service.title, this.#language);
    const client = clients.find((candidate) => candidate.id === second);
    if (client !== undefined) return textIn(client.title, this.#language);
    const channel = channels.find((candidate) => candidate.id === second);
    if (kind === 'redeliver' && channel !== undefined) return textIn(channel.title, this.#language);
    const saga = entries.find(({ kind: of }) => of === 'sagaMoved' || of === 'sagaEnded');
    return saga === undefined ? second : this.#title(sagas, saga.fields['sagaIndex']);
  }

  /** Undefined: nothing that a reader of the list has to know. */
  #entry({ kind, fields }: EntryView): string | undefined {
    const words = this.#words;
    const { clients, sagas, channels } = this.#structure;
    const message = this.#message(fields['message']);
    const number = (name: string): number => Number(fields[name] ?? 0);
    const channel = (): string => this.#title(channels, fields['channel']);
    const reason = plainText(fields['reason'] ?? null);
    switch (kind) {
      case 'sent':
        if (number('toClient') > 0) return words.answers(this.#title(clients, number('toClient') - 1), message);
        if (number('channel') < 0) return words.replies(message);
        return words.sends(
          message,
          channel(),
          fields['fate'] === Fate.lost ? 'lost' : fields['fate'] === Fate.duplicated ? 'duplicated' : undefined,
        );
      case 'delivered':
        return words.receives(message, number('delivery'));
      case 'read': {
        const columns = this.#columns(fields);
        const row = this.#row(fields);
        return fields['row'] === null ? words.finds(row) : words.reads(row, columns);
      }
      case 'queried':
        return words.looksThrough(this.#title(this.#structure.tables, fields['table']));
      case 'written': {
        const row = this.#row(fields);
        if (fields['form'] === WriteForm.delete) return words.deletes(row);
        const columns = this.#columns(fields);
        return fields['form'] === WriteForm.insert ? words.inserts(row, columns) : words.writes(row, columns);
      }
      case 'rolledBack':
        return words.rollsBack(reason);
      case 'outboxed':
        return words.outboxes(message);
      case 'intended':
        return words.intends(message);
      case 'marked':
        return words.marks;
      case 'acknowledged':
        return words.acknowledges(message, fields['fate'] === Fate.lost);
      case 'requeued':
        return words.returns(message);
      case 'deadLettered':
        return words.deadLetters(message, reason);
      case 'skipped':
        return words.skips(message);
      case 'sagaStarted':
        return words.sagaStarts(this.#title(sagas, fields['sagaIndex']));
      case 'sagaMoved':
        return words.sagaMoves(
          this.#title(sagas, fields['sagaIndex']),
          plainText(fields['from'] ?? null),
          plainText(fields['to'] ?? null),
        );
      case 'sagaEnded':
        return words.sagaEnds(this.#title(sagas, fields['sagaIndex']), outcomeOf(fields));
      case 'transitioned':
        return fields['to'] === null
          ? words.refusesEvent(this.#row(fields), plainText(fields['event'] ?? null))
          : undefined;
      case 'crashed':
        return words.crashes;
      case 'restarted':
        return words.restarts;
      case 'timerArmed':
        return words.setsTimer;
      case 'timerFired':
        return words.timerFires;
      case 'answered':
        return words.answered(outcomeOf(fields));
      case 'handled':
        return fields['outcome'] === Outcome.failed ? words.refuses(message, reason) : undefined;
      case 'blocked':
        return words.waits(reason);
      case 'resumed':
        return words.resumes;
      case 'ignored':
        return words.ignores(this.#title(sagas, fields['sagaIndex']), message);
      case 'requested':
      case 'begun':
      case 'committed':
        return undefined;
    }
  }

  #title(parts: readonly { readonly title: { readonly en: string; readonly ko?: string } }[], index: unknown): string {
    const part = parts[Number(index)];
    return part === undefined ? '' : textIn(part.title, this.#language);
  }

  #message(message: PlainValue | undefined): string {
    const type = this.#structure.messageTypes[this.#types.get(String(message)) ?? -1];
    return type === undefined ? String(message ?? '') : messageName(this.#structure, type.id, this.#language);
  }

  /** `orders[1]`, by ids: so the document and the explanations name them. */
  #row(fields: EntryView['fields']): string {
    const table = this.#structure.tables[Number(fields['table'] ?? -1)];
    return `${table?.id ?? ''}[${plainText(fields['key'] ?? null)}]`;
  }

  #columns(fields: EntryView['fields']): string {
    const table = this.#structure.tables[Number(fields['table'] ?? -1)];
    const { row, mask } = fields;
    if (!Array.isArray(row)) return '';
    const values = row as readonly PlainValue[];
    return (table?.columns ?? [])
      .flatMap((column, i) => (Number(mask) & (1 << i) ? [`${column} = ${plainText(values[i] ?? null)}`] : []))
      .join(', ');
  }
}

/** Writes of one row, one after the other, are told as one: the last has the whole row, the masks are joined. */
function joinedWrites(entries: readonly EntryView[], rowOf: (entry: EntryView) => string): readonly EntryView[] {
  const joined: EntryView[] = [];
  for (const entry of entries) {
    const last = joined.at(-1);
    const isSame =
      last?.kind === 'written' &&
      entry.kind === 'written' &&
      UPDATES.includes(Number(last.fields['form'])) &&
      UPDATES.includes(Number(entry.fields['form'])) &&
      rowOf(last) === rowOf(entry);
    if (!isSame) {
      joined.push(entry);
      continue;
    }
    const mask = Number(last.fields['mask']) | Number(entry.fields['mask']);
    joined[joined.length - 1] = { ...entry, fields: { ...entry.fields, mask } };
  }
  return joined;
}

const UPDATES: readonly number[] = [WriteForm.absolute, WriteForm.delta];

const OUTCOMES = ['completed', 'compensated', 'failed'] as const;

const outcomeOf = (fields: EntryView['fields']): (typeof OUTCOMES)[number] =>
  OUTCOMES[Number(fields['outcome'])] ?? 'failed';

function plainText(value: PlainValue): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? `(${value.map((item) => plainText(item as PlainValue)).join(', ')})` : String(value);
}
