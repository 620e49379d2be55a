import type { Client, ClientRequest } from '../document.ts';
import { suggest } from '../nearest-name.ts';
import { memberPath } from '../pointer.ts';
import { requestScope } from '../scope.ts';
import { member } from './checking.ts';
import type { Checking } from './checking.ts';
import { checkOutgoing, checkPayload } from './sends.ts';
import type { Sends } from './sends.ts';

export function checkClients(checking: Checking, sends: Sends): void {
  const scope = requestScope();
  for (const [id, client] of Object.entries(checking.scenario.clients)) {
    const path = memberPath('/clients', id);
    const requests = new Map(client.requests.map((request) => [request.id, request]));
    for (const [index, request] of client.requests.entries()) {
      const at = `${path}/requests/${index}`;
      if (requests.get(request.id) !== request)
        checking.report(`${at}/id`, 'duplicate-request', { request: request.id });
      checkOutgoing(checking, sends, request, 'request', scope, at);
      for (const [i, alternative] of (request.alternatives ?? []).entries())
        checkPayload(checking, `${at}/alternatives/${i}`, request.message, alternative, scope);
      checkWaiting(checking, id, client, request, at);
      checkAnswer(checking, request, at);
    }
  }
}

/** The request that this one waits for. */
function checkWaiting(
  checking: Checking,
  clientId: string,
  { requests }: Client,
  request: ClientRequest,
  path: string,
): void {
  const { afterRequest } = request;
  if (afterRequest === undefined) return;
  const at = `${path}/afterRequest`;
  const other = requests.find(({ id }) => id === afterRequest.id);
  if (other === undefined) {
    const others = requests.map(({ id }) => id).filter((id) => id !== request.id);
    checking.report(`${at}/id`, 'unknown-request', { ...suggest(afterRequest.id, others), client: clientId });
  } else if (requests.indexOf(other) >= requests.indexOf(request))
    // Requests are sent in their order: one that waits for a later one, or for itself, waits in a circle.
    checking.report(`${at}/id`, 'request-cycle', { request: request.id });
  else if (afterRequest.state === 'succeeded' && other.awaitReply !== true)
    checking.report(`${at}/state`, 'request-not-awaited', { request: other.id });
}

/** A reply comes from one consumer, and only who waits for it can time out and try again. */
function checkAnswer(checking: Checking, request: ClientRequest, path: string): void {
  const channel = member(checking.scenario.channels, request.to);
  if (request.awaitReply === true && channel?.kind === 'publish-subscribe')
    checking.report(`${path}/to`, 'needs-point-to-point', { channel: request.to });
  if (request.timeoutMicros !== undefined && request.awaitReply !== true)
    checking.report(`${path}/timeoutMicros`, 'timeout-without-reply', {});
  if (request.retries !== undefined && request.retries > 0 && request.timeoutMicros === undefined)
    checking.report(`${path}/retries`, 'retries-without-timeout', {});
}
