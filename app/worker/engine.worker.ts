import { EngineHost } from './host.ts';
import type { WorkerReply, WorkerRequest } from './protocol.ts';

/** What is used of a worker's global scope; the project is typed for pages. */
interface WorkerScope {
  postMessage(message: WorkerReply, transfer: readonly ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<WorkerRequest>) => void): void;
}

const SLICE_MILLIS = 40;

const scope = globalThis as unknown as WorkerScope;
const host = new EngineHost((reply, transfer) => scope.postMessage(reply, transfer), SLICE_MILLIS);
scope.addEventListener('message', ({ data }) => host.receive(data));
scope.postMessage({ id: 0, kind: 'ready' }, []);
