import { ENTRY_FIELDS, EntryKind, Fate, FIELD_COUNT, Outcome, TransactionRole, WriteForm } from '../../src/engine/index.ts';
import type { EntryKindName, PlainValue, Structure, TraceColumns } from '../../src/engine/index.ts';
import type { Language } from '../i18n/language.ts';
import { localText, translator } from '../i18n/text.tsx';
import type { MessageKey } from '../i18n/text.tsx';
import { KIND_NAMES, plainOf, plainText } from '../state/plain.ts';
import type { Run } from '../state/run.ts';

/** `AuthorizeCard` as readers write it: `Authorize card`. */
export function spacedName(id: string): string {
  const words = id.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
  return words.map((word, i) => (i === 0 ? word : word.toLowerCase())).join(' ');
}

export function messageTitle(structure: Structure, type: string, language: Language): string {
  const found = structure.messageTypes.find(({ id }) => id === type);
  return found?.title === undefined ? spacedName(type) : localText(found.title, language);
}

export function partTitle(structure: Structure, part: string, language: Language): string {
  const [kind = '', id = ''] = part.split(':');
  const lists: Readonly<Record<string, readonly { readonly id: string; readonly title: { readonly en: string; readonly ko?: string } }[]>> = {
    service: structure.services,
    channel: structure.channels,
    client: structure.clients,
    saga: structure.sagas,
  };
  const found = lists[kind]?.find((candidate) => candidate.id === id);
  return found === undefined ? id : localText(found.title, language);
}

const typesOf = new WeakMap<TraceColumns, ReadonlyMap<number, number>>();

/** For each message value the index of its type, from the entries that say it. */
function messageTypes(trace: TraceColumns): ReadonlyMap<number, number> {
  const known = typesOf.get(trace);
  if (known !== undefined) return known;
  const found = new Map<number, number>();
  for (let i = 0; i < trace.length; i++) {
    const name = KIND_NAMES[trace.kinds[i] as number] as EntryKindName;
    const fields = ENTRY_FIELDS[name];
    const type = fields.findIndex(({ kind }) => kind === 'messageType');
    const message = fields.findIndex(({ name: field }) => field === 'message');
    if (type === -1 || message === -1) continue;
    found.set(trace.fields[i * FIELD_COUNT + message] as number, trace.fields[i * FIELD_COUNT + type] as number);
  }
  typesOf.set(trace, found);
  return found;
}

/** What an entry says, in one sentence of the reader's language. */
export function entrySentence(run: Run, ordinal: number, language: Language): string {
  const { trace, structure, parts } = run;
  const translate = translator(language);
  const name = KIND_NAMES[trace.kinds[ordinal] as number] as EntryKindName;
  const fields = ENTRY_FIELDS[name];
  const raw = (field: string): number => {
    const index = fields.findIndex((description) => description.name === field);
    return index === -1 ? 0 : (trace.fields[ordinal * FIELD_COUNT + index] as number);
  };
  /** `saga` names both the instance, a value, and the kind of saga, an index: the index stands second. */
  const sagaIndex = (): number => {
    const index = fields.findIndex(({ kind }) => kind === 'saga');
    return index === -1 ? -1 : (trace.fields[ordinal * FIELD_COUNT + index] as number);
  };
  const plain = (field: string): PlainValue => plainOf(trace, raw(field));
  const title = (item: { readonly title: { readonly en: string; readonly ko?: string } } | undefined): string =>
    item === undefined ? '' : localText(item.title, language);
  const part = parts[ordinal] ?? '';
  const someone = part === '' ? translate('entry.someone') : partTitle(structure, part, language);
  const typeIndex = fields.some(({ kind }) => kind === 'messageType') ? raw('messageType') : messageTypes(trace).get(raw('message'));
  const type = structure.messageTypes[typeIndex ?? -1];
  const table = structure.tables[raw('table')];
  const mask = raw('mask');
  const values = {
    actor: someone,
    service: someone,
    client: title(structure.clients[name === 'sent' ? raw('toClient') - 1 : raw('client')]) || someone,
    channel: title(structure.channels[raw('channel')]),
    message: type === undefined ? spacedName(plainText(plain('message'))) : messageTitle(structure, type.id, language),
    table: title(table),
    row: plainText(plain('key')),
    columns: table?.columns.filter((_column, i) => (mask & (1 << i)) !== 0).join(', ') ?? '',
    reason: plain('reason') === null ? translate('entry.no-reason') : plainText(plain('reason')),
    saga: title(structure.sagas[sagaIndex()]),
    from: plainText(plain('from')),
    to: plainText(plain('to')),
    instance: raw('instance') + 1,
    delivery: raw('delivery'),
    timer: plainText(plain('timer')),
  };
  return translate(sentenceKey(name, { raw, plain, delivery: values.delivery, part }), values);
}

interface Facts {
  readonly raw: (field: string) => number;
  readonly plain: (field: string) => PlainValue;
  readonly delivery: number;
  readonly part: string;
}

const OUTCOMES = ['completed', 'compensated', 'failed'] as const;

function sentenceKey(name: EntryKindName, { raw, plain, delivery, part }: Facts): MessageKey {
  const outcome = OUTCOMES[raw('outcome')] ?? 'failed';
  switch (name) {
    case 'sent':
      if (raw('fate') === Fate.lost) return 'entry.sent.lost';
      if (raw('toClient') > 0) return 'entry.sent.direct';
      return raw('fate') === Fate.duplicated ? 'entry.sent.duplicated' : 'entry.sent';
    case 'delivered':
      if (part.startsWith('client:')) return 'entry.delivered.client';
      return delivery > 1 ? 'entry.delivered.again' : 'entry.delivered';
    case 'read':
      return plain('row') === null ? 'entry.read.absent' : 'entry.read';
    case 'written':
      switch (raw('form')) {
        case WriteForm.insert:
          return 'entry.written.insert';
        case WriteForm.delta:
          return 'entry.written.delta';
        case WriteForm.delete:
          return 'entry.written.delete';
        default:
          return 'entry.written.absolute';
      }
    case 'begun':
      return raw('role') === TransactionRole.compensation ? 'entry.begun.compensation' : 'entry.begun';
    case 'acknowledged':
      return raw('fate') === Fate.lost ? 'entry.acknowledged.lost' : 'entry.acknowledged';
    case 'sagaEnded':
      return `entry.sagaEnded.${outcome}`;
    case 'answered':
      return `entry.answered.${outcome}`;
    case 'handled':
      return `entry.handled.${outcome}`;
    default:
      return `entry.${name}`;
  }
}

/** Lanes of the timeline, and which kinds of entries stand in each. */
export const LANES = ['clients', 'messages', 'data', 'sagas', 'faults'] as const;

export function laneOf(trace: TraceColumns, ordinal: number): number {
  const kind = trace.kinds[ordinal];
  switch (kind) {
    case EntryKind.requested:
    case EntryKind.answered:
      return 0;
    case EntryKind.read:
    case EntryKind.written:
    case EntryKind.begun:
    case EntryKind.committed:
    case EntryKind.rolledBack:
    case EntryKind.transitioned:
      return 2;
    case EntryKind.sagaStarted:
    case EntryKind.sagaMoved:
    case EntryKind.sagaEnded:
    case EntryKind.ignored:
      return 3;
    case EntryKind.crashed:
    case EntryKind.restarted:
    case EntryKind.deadLettered:
    case EntryKind.requeued:
      return 4;
    case EntryKind.sent:
      return trace.fields[ordinal * FIELD_COUNT + 3] === Fate.arrived ? 1 : 4;
    case EntryKind.acknowledged:
      return trace.fields[ordinal * FIELD_COUNT + 3] === Fate.arrived ? 1 : 4;
    case EntryKind.handled:
      return trace.fields[ordinal * FIELD_COUNT + 3] === Outcome.failed ? 4 : 1;
    default:
      return 1;
  }
}
