import type { Structure, TraceColumns } from '../../src/engine/index.ts';
import { EntryKind, FIELD_COUNT } from '../../src/engine/index.ts';

export type PartKind = 'service' | 'channel' | 'client';

/** What stands on the stage. Ids are those of the story: `service:order`, `channel:orders`, `client:customer`. */
export interface GraphPart {
  readonly id: string;
  readonly kind: PartKind;
  readonly width: number;
  readonly height: number;
}

export interface GraphEdge {
  /** `<from>|<to>` */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** It leads back towards the clients: laid out as if reversed, so that replies stand beside commands. */
  readonly backward: boolean;
  /** An answer straight to a client, without a channel. */
  readonly direct: boolean;
}

export interface Graph {
  readonly parts: readonly GraphPart[];
  readonly edges: readonly GraphEdge[];
}

export const CARD = { width: 256, head: 48, table: 32, tray: 40, saga: 56, foot: 8 } as const;
export const PIPE = { width: 184, height: 56, slotsTop: 38, slotsLeft: 24, slotGap: 18, slots: 7 } as const;
const CLIENT = { width: 80, height: 88 } as const;

export const edgeId = (from: string, to: string): string => `${from}|${to}`;

export function buildGraph(structure: Structure, answers: readonly Answer[]): Graph {
  const parts: GraphPart[] = [];
  for (const client of structure.clients) parts.push({ id: `client:${client.id}`, kind: 'client', ...CLIENT });
  for (const service of structure.services) {
    const trays = service.hasOutbox ? CARD.tray : 0;
    const height =
      CARD.head + service.tables.length * CARD.table + trays + service.sagas.length * CARD.saga + CARD.foot;
    parts.push({ id: `service:${service.id}`, kind: 'service', width: CARD.width, height: Math.ceil(height / 8) * 8 });
  }
  for (const channel of structure.channels) {
    parts.push({ id: `channel:${channel.id}`, kind: 'channel', width: PIPE.width, height: PIPE.height });
  }
  return { parts, edges: buildEdges(structure, answers) };
}

function buildEdges(structure: Structure, answers: readonly Answer[]): GraphEdge[] {
  const depths = serviceDepths(structure);
  const edges = new Map<string, GraphEdge>();
  const add = (from: string, to: string, backward: boolean, direct: boolean) => {
    const id = edgeId(from, to);
    if (!edges.has(id)) edges.set(id, { id, from, to, backward, direct });
  };
  for (const channel of structure.channels) {
    const senders = channel.from.map(({ kind, id }) => ({
      part: `${kind}:${id}`,
      depth: kind === 'client' ? -1 : (depths.get(id) ?? 0),
    }));
    const receivers = channel.to.map((id) => ({ part: `service:${id}`, depth: depths.get(id) ?? 0 }));
    // A channel stands behind its part that is nearest to the clients, whichever way messages go.
    const nearest = Math.min(...[...senders, ...receivers].map(({ depth }) => depth));
    for (const { part, depth } of senders) add(part, `channel:${channel.id}`, depth > nearest, false);
    for (const { part, depth } of receivers)
      add(`channel:${channel.id}`, part, depth === nearest && senders.length > 0, false);
  }
  for (const { service, client } of answers) add(`service:${service}`, `client:${client}`, true, true);
  return [...edges.values()];
}

/** How many channels lie between the clients and each service; services that no client leads to count as first. */
function serviceDepths(structure: Structure): Map<string, number> {
  const depths = new Map<string, number>();
  let reached: { readonly kind: string; readonly id: string }[] = structure.clients.map(({ id }) => ({
    kind: 'client',
    id,
  }));
  for (let depth = 0; reached.length > 0; depth++) {
    const next: typeof reached = [];
    for (const channel of structure.channels) {
      if (!channel.from.some((sender) => reached.some((part) => part.kind === sender.kind && part.id === sender.id)))
        continue;
      for (const id of channel.to) {
        if (depths.has(id)) continue;
        depths.set(id, depth);
        next.push({ kind: 'service', id });
      }
    }
    reached = next;
  }
  return depths;
}

export interface Answer {
  readonly service: string;
  readonly client: string;
}

/** Which services answer which clients without a channel: only the run tells. */
export function findAnswers(trace: TraceColumns, structure: Structure, senders: readonly string[]): Answer[] {
  const found = new Map<string, Answer>();
  for (let i = 0; i < trace.length; i++) {
    if (trace.kinds[i] !== EntryKind.sent) continue;
    const toClient = trace.fields[i * FIELD_COUNT + 5] as number;
    const client = toClient > 0 ? structure.clients[toClient - 1] : undefined;
    const sender = senders[i];
    if (client === undefined || sender?.startsWith('service:') !== true) continue;
    const service = sender.slice('service:'.length);
    found.set(`${service}|${client.id}`, { service, client: client.id });
  }
  return [...found.values()];
}
