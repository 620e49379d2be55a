import { assert } from '../base/assert.ts';
import { NULL } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import { EntryKind, Outcome } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import { sendMessage } from './channel.ts';
import { makeMessage, messageId, messageOutcome, messageReplyTo, replyToClient } from './message.ts';
import type { ClientProgram, RequestProgram } from './program.ts';
import type { ClientState, World } from './world.ts';

/** How many requests of its list a client has sent. */
export function sentRequests(client: ClientState): number {
  return client.position.value === NULL ? 0 : ~client.position.value;
}

/** The request that the client may send now, if it may. */
export function nextRequest(world: World, client: number): RequestProgram | undefined {
  const state = world.clients[client] as ClientState;
  if (state.waiting.value !== NULL || world.budgets.requests.value === ~0) return undefined;
  const { requests } = world.program.clients[client] as ClientProgram;
  const next = requests[sentRequests(state)];
  if (next === undefined || next.after < 0) return next;
  const before = requests[next.after] as RequestProgram;
  return state.answers.get(before.identity) === ~Outcome.completed ? next : undefined;
}

/** @param alternative which of the request's payloads is sent */
export function sendRequest(world: World, sink: Sink, client: number, alternative: number, fate: number): void {
  const { values } = world;
  const state = world.clients[client] as ClientState;
  const request = nextRequest(world, client);
  assert(request !== undefined, 'the client has a request to send');
  const { requests } = world.budgets;
  if (requests.value !== NULL) requests.set(~(~requests.value - 1));
  const position = sentRequests(state);
  state.position.set(~(position + 1));
  if (request.awaitReply) state.waiting.set(waitingFor(values, request, position, alternative));
  sink.emit(EntryKind.requested, actor(world, client), client, request.identity, request.identity);
  const message = requestMessage(world, client, request, alternative);
  sendMessage(world, sink, actor(world, client), message, request.channel, fate, NULL);
}

/** Which of several alternatives was sent is remembered, in case it has to be sent again. */
function waitingFor(values: Values, request: RequestProgram, position: number, alternative: number): Value {
  return request.payloads.length === 1
    ? values.tuple(request.identity, ~1, ~position)
    : values.tuple(request.identity, ~1, ~position, ~alternative);
}

export interface WaitingRequest {
  readonly request: RequestProgram;
  /** How often it has been sent. */
  readonly attempt: number;
  readonly alternative: number;
}

/** The request whose reply the client waits for. */
export function waitingRequest(world: World, client: number): WaitingRequest | undefined {
  const { values } = world;
  const waiting = (world.clients[client] as ClientState).waiting.value;
  if (waiting === NULL) return undefined;
  const request = (world.program.clients[client] as ClientProgram).requests[~values.field(waiting, 2)];
  assert(request !== undefined, 'a client waits for one of its requests');
  const alternative = values.size(waiting) === 4 ? ~values.field(waiting, 3) : 0;
  return { request, attempt: ~values.field(waiting, 1), alternative };
}

/** No reply came in time: the same request once more, with the same identity, or the client gives up. */
export function timeOutRequest(world: World, sink: Sink, client: number, fate: number): void {
  const { values } = world;
  const state = world.clients[client] as ClientState;
  const waiting = waitingRequest(world, client);
  assert(waiting !== undefined, 'a client that times out waits');
  const { request, attempt, alternative } = waiting;
  sink.emit(EntryKind.timerFired, actor(world, client), request.identity);
  if (attempt <= request.retries) {
    state.waiting.set(values.with(state.waiting.value, 1, ~(attempt + 1)));
    const message = requestMessage(world, client, request, alternative);
    sendMessage(world, sink, actor(world, client), message, request.channel, fate, NULL, 1 + 2 * attempt);
    return;
  }
  state.waiting.set(NULL);
  state.answers.set(request.identity, ~Outcome.failed);
  sink.emit(EntryKind.answered, actor(world, client), client, request.identity, NULL, Outcome.failed);
}

/** A reply reaches the client. The first answer to a request counts. */
export function takeAnswer(world: World, sink: Sink, client: number, id: Value): void {
  const { values } = world;
  const state = world.clients[client] as ClientState;
  let at = 0;
  while (at < state.mailbox.length && messageId(values, state.mailbox.at(at)) !== id) at++;
  assert(at < state.mailbox.length, 'the answer is on its way to the client');
  const reply = state.mailbox.removeAt(at);
  const request = values.field(messageReplyTo(values, reply), 2);
  const outcome = messageOutcome(values, reply) === 0 ? Outcome.completed : Outcome.compensated;
  if (!state.answers.has(request)) state.answers.set(request, ~outcome);
  if (state.waiting.value !== NULL && values.field(state.waiting.value, 0) === request) state.waiting.set(NULL);
  sink.emit(EntryKind.answered, actor(world, client), client, request, id, outcome);
}

function requestMessage(world: World, client: number, request: RequestProgram, alternative: number): Value {
  const payload = request.payloads[alternative];
  assert(payload !== undefined, 'a request has the alternative that is sent');
  return makeMessage(world.values, {
    id: request.identity,
    type: request.messageType,
    key: request.key,
    saga: NULL,
    replyTo: request.awaitReply ? replyToClient(world.values, client, request.identity) : NULL,
    payload,
    outcome: 0,
  });
}

function actor(world: World, client: number): Value {
  return world.values.text(`client/${(world.program.clients[client] as ClientProgram).id}`);
}
