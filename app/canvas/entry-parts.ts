import { EntryKind, FIELD_COUNT } from '../../src/engine/index.ts';
import type { Structure, TraceColumns } from '../../src/engine/index.ts';

/**
 * For each entry the id of the part where it happens (`service:order`, `client:customer`, `channel:orders`), or '' if none.
 * For `sent` that is the sender. An entry that names no service belongs where its transaction, message or actor was seen.
 */
export function entryParts(trace: TraceColumns, structure: Structure): string[] {
  const service = (index: number | undefined): string => {
    const found = structure.services[index ?? -1];
    return found === undefined ? '' : `service:${found.id}`;
  };
  const client = (index: number | undefined): string => {
    const found = structure.clients[index ?? -1];
    return found === undefined ? '' : `client:${found.id}`;
  };
  const channel = (index: number | undefined): string => {
    const found = structure.channels[index ?? -1];
    return found === undefined ? '' : `channel:${found.id}`;
  };
  const table = (index: number | undefined): string => {
    const found = structure.tables[index ?? -1];
    return found === undefined ? '' : `service:${found.service}`;
  };
  const saga = (index: number | undefined): string => {
    const found = structure.sagas[index ?? -1];
    return found === undefined ? '' : `service:${found.owner}`;
  };
  const ofActor = new Map<number, string>();
  const ofTransaction = new Map<number, string>();
  const ofMessage = new Map<number, string>();
  const parts: string[] = [];
  for (let i = 0; i < trace.length; i++) {
    const kind = trace.kinds[i];
    const actor = trace.actors[i] as number;
    const field = (index: number): number => trace.fields[i * FIELD_COUNT + index] as number;
    let part = '';
    switch (kind) {
      case EntryKind.requested:
        part = client(field(0));
        ofMessage.set(field(2), part);
        break;
      case EntryKind.answered:
        part = client(field(0));
        break;
      case EntryKind.delivered:
        part = service(field(4)) || (ofActor.get(actor) ?? '');
        break;
      case EntryKind.begun:
        part = service(field(1));
        ofTransaction.set(field(0), part);
        break;
      case EntryKind.read:
      case EntryKind.queried:
      case EntryKind.written:
      case EntryKind.transitioned:
        part = table(field(1));
        ofTransaction.set(field(0), part);
        break;
      case EntryKind.committed:
      case EntryKind.rolledBack:
        part = ofTransaction.get(field(0)) ?? ofActor.get(actor) ?? '';
        break;
      case EntryKind.outboxed:
      case EntryKind.intended:
        part = ofTransaction.get(field(0)) ?? ofActor.get(actor) ?? '';
        ofMessage.set(field(1), part);
        break;
      case EntryKind.sent:
        part = ofMessage.get(field(0)) ?? ofTransaction.get(field(4)) ?? ofActor.get(actor) ?? '';
        break;
      case EntryKind.marked:
        part = service(field(0));
        break;
      case EntryKind.skipped:
      case EntryKind.handled:
        part = service(field(1));
        break;
      case EntryKind.crashed:
      case EntryKind.restarted:
      case EntryKind.blocked:
      case EntryKind.resumed:
        part = service(field(0));
        break;
      case EntryKind.requeued:
      case EntryKind.deadLettered:
        part = channel(field(2));
        break;
      case EntryKind.sagaStarted:
      case EntryKind.sagaMoved:
      case EntryKind.sagaEnded:
      case EntryKind.ignored:
        part = saga(field(1));
        break;
      default:
        part = ofActor.get(actor) ?? '';
    }
    if (part !== '' && !part.startsWith('channel:')) ofActor.set(actor, part);
    parts.push(part);
  }
  return parts;
}
