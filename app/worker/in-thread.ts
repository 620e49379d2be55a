import { EngineHost } from './host.ts';
import type { Connection } from './client.ts';
import type { WorkerReply } from './protocol.ts';

const SLICE_MILLIS = 8;

/** The engine on the page's own thread, for frames without an origin, which may not start workers. */
export function connectInThread(receive: (reply: WorkerReply) => void): Connection {
  const host = new EngineHost((reply) => queueMicrotask(() => receive(reply)), SLICE_MILLIS);
  queueMicrotask(() => receive({ id: 0, kind: 'ready' }));
  return { post: (request) => host.receive(request), close: () => undefined };
}
