import {
  ENTRY_FIELDS,
  entryAt,
  EntryKind,
  Fate,
  FIELD_COUNT,
  Outcome,
  TransactionRole,
  WriteForm,
} from '../../src/engine/index.ts';
import type { EntryKindName, EntryView, PlainValue, Structure, TraceColumns } from '../../src/engine/index.ts';
import type { Language } from '../i18n/language.ts';
import { localText, translator } from '../i18n/translate.ts';
import type { MessageKey } from '../i18n/translate.ts';
import { KIND_NAMES, plainText } from '../state/plain.ts';
import type { Run } from '../state/run.ts';

/** `AuthorizeCard` as readers write it: `Authorize card`. */
export function spacedName(id: string): string {
  const words = id.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
  return words.map((word, i) => (i === 0 ? word : word.toLowerCase())).join(' ');
}

export function messageTitle(structure: Structure, type: string, language: Language): string {
  const found = structure.messageTypes.find(({ id }) => id === type);
  if (found?.title !== undefined) return localText(found.title, language);
  // The replies that every scenario has without declaring them.
  if (type === 'Succeeded' || type === 'Failed') return translator(language)(`message.${type}`);
  return spacedName(type);
}

export function partTitle(structure: Structure, part: string, language: Language): string {
  const [kind = '', id = ''] = part.split(':');
  const lists: Readonly<
    Record<string, readonly { readonly id: string; readonly title: { readonly en: string; readonly ko?: string } }[]>
  > = {
    service: structure.services,
    channel: structure.channels,
    client: structure.clients,
    saga: structure.sagas,
  };
  const found = lists[kind]?.find((candidate) => candidate.id === id);
  return found === undefined ? id : localText(found.title, language);
}

/** Who a transaction or piece of work belongs to, from its identity (`bob/deposit.1>deposit`): `Bob, deposit.1 › deposit`. */
export function identityTitle(structure: Structure, identity: string, language: Language): string {
  const [first = '', ...rest] = identity.split('>');
  const request = first.split('/').slice(1).join('/');
  return [originTitle(structure, identity, language), [request, ...rest].filter((part) => part !== '').join(' › ')]
    .filter((part) => part !== '')
    .join(', ');
}

/** Whose request it all began with. */
export function originTitle(structure: Structure, identity: string, language: Language): string {
  return partTitle(structure, `client:${identity.split(/[/>]/)[0] ?? ''}`, language);
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
  const { kind, fields, actor } = entryAt(trace, ordinal);
  const number = (field: string): number => Number(fields[field] ?? 0);
  const text = (field: string): string => plainText(fields[field] ?? null);
  const title = (item: { readonly title: { readonly en: string; readonly ko?: string } } | undefined): string =>
    item === undefined ? '' : localText(item.title, language);
  const part = parts[ordinal] ?? '';
  const someone = part === '' ? translate('entry.someone') : partTitle(structure, part, language);
  const messageValue =
    trace.fields[ordinal * FIELD_COUNT + ENTRY_FIELDS[kind].findIndex(({ name }) => name === 'message')] ?? -1;
  const type =
    structure.messageTypes[
      fields['messageType'] === undefined ? (messageTypes(trace).get(messageValue) ?? -1) : number('messageType')
    ];
  const table = structure.tables[number('table')];
  const mask = number('mask');
  const row = fields['row'];
  const columns = (table?.columns ?? []).flatMap((column, i) =>
    (mask & (1 << i)) === 0
      ? []
      : [Array.isArray(row) ? `${column} = ${plainText((row as readonly PlainValue[])[i] ?? null)}` : column],
  );
  return translate(sentenceKey(kind, fields, part), {
    actor: someone,
    service: someone,
    who: originTitle(structure, actor, language),
    by: originTitle(structure, firstText(fields['by'] ?? null), language),
    client: title(structure.clients[kind === 'sent' ? number('toClient') - 1 : number('client')]) || someone,
    channel: title(structure.channels[number('channel')]),
    message: type === undefined ? translate('entry.message') : messageTitle(structure, type.id, language),
    table: title(table),
    row: text('key'),
    columns: columns.join(', '),
    reason: fields['reason'] === null || fields['reason'] === undefined ? translate('entry.no-reason') : text('reason'),
    saga: title(structure.sagas[number('sagaIndex')]),
    from: text('from'),
    to: text('to'),
    instance: number('instance') + 1,
    delivery: number('delivery'),
    timer: text('timer'),
  });
}

/** Of an identity in plain data its beginning, which names whose request it began with. */
function firstText(value: PlainValue): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return '';
  for (const part of value as readonly PlainValue[]) {
    const found = firstText(part);
    if (found !== '') return found;
  }
  return '';
}

type EntryMessageKey = Extract<MessageKey, `entry.${EntryKindName}${string}`>;

const OUTCOMES = ['completed', 'compensated', 'failed'] as const;

function sentenceKey(kind: EntryKindName, fields: EntryView['fields'], part: string): EntryMessageKey {
  const outcome = OUTCOMES[Number(fields['outcome'] ?? 2)] ?? 'failed';
  switch (kind) {
    case 'sent':
      if (fields['fate'] === Fate.lost) return 'entry.sent.lost';
      if (Number(fields['toClient']) > 0) return 'entry.sent.direct';
      return fields['fate'] === Fate.duplicated ? 'entry.sent.duplicated' : 'entry.sent';
    case 'delivered':
      if (part.startsWith('client:')) return 'entry.delivered.client';
      return Number(fields['delivery']) > 1 ? 'entry.delivered.again' : 'entry.delivered';
    case 'blocked':
      if (fields['by'] !== null) return 'entry.blocked.lock';
      if (fields['reason'] !== 'waits') return 'entry.blocked';
      return fields['key'] === null ? 'entry.blocked.commit' : 'entry.blocked.row';
    case 'read':
      return fields['row'] === null ? 'entry.read.absent' : 'entry.read';
    case 'written':
      switch (fields['form']) {
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
      return fields['role'] === TransactionRole.compensation ? 'entry.begun.compensation' : 'entry.begun';
    case 'acknowledged':
      return fields['fate'] === Fate.lost ? 'entry.acknowledged.lost' : 'entry.acknowledged';
    case 'sagaEnded':
      return `entry.sagaEnded.${outcome}`;
    case 'answered':
      return `entry.answered.${outcome}`;
    case 'handled':
      return `entry.handled.${outcome}`;
    default:
      return `entry.${kind}`;
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
    case EntryKind.queried:
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
