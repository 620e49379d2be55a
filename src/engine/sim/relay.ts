import { assert } from '../base/assert.ts';
import { NULL } from '../base/values.ts';
import type { Value, Values } from '../base/values.ts';
import { EntryKind } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import { sendMessage } from './channel.ts';
import { messageId } from './message.ts';
import type { ServiceProgram } from './program.ts';
import { isUp } from './world.ts';
import type { InstanceState, ServiceState, World } from './world.ts';

/**
 * The polling relay of a service: publishes up to a batch of rows from the head of the outbox, one visible operation each,
 * then takes them out in one more. It runs beside instance 0 and dies with it; rows published and not taken out are
 * published again. A row is (message, channel) and, once published, how often: each time its copies count on.
 */
export function nextRelayAct(world: World, service: number): 'publish' | 'mark' | undefined {
  const state = world.services[service] as ServiceState;
  if (state.outbox.length === 0 || !isUp(state.instances[0] as InstanceState)) return undefined;
  const published = publishedRows(state);
  const { relayBatch } = world.program.services[service] as ServiceProgram;
  return published < relayBatch && published < state.outbox.length ? 'publish' : 'mark';
}

/** The message that the relay publishes next. */
export function nextRelayed(world: World, service: number): Value {
  const state = world.services[service] as ServiceState;
  return state.outbox.at(Math.min(publishedRows(state), state.outbox.length - 1));
}

export function relay(world: World, sink: Sink, service: number, fate: number): void {
  const { values } = world;
  const state = world.services[service] as ServiceState;
  const { id } = world.program.services[service] as ServiceProgram;
  const actor = values.text(`relay/${id}`);
  const published = publishedRows(state);
  const act = nextRelayAct(world, service);
  assert(act !== undefined, 'the relay has something to do');
  if (act === 'mark') {
    for (let i = 0; i < published; i++) {
      const row = state.outbox.removeAt(0);
      sink.emit(EntryKind.marked, actor, service, messageId(values, values.field(row, 0)));
    }
    state.relayed.set(NULL);
    return;
  }
  const row = state.outbox.at(published);
  const message = values.field(row, 0);
  const channel = ~values.field(row, 1);
  const times = timesRelayed(values, row);
  state.outbox.set(published, values.tuple(message, ~channel, ~(times + 1)));
  state.relayed.set(~(published + 1));
  sendMessage(world, sink, actor, message, channel, fate, NULL, 1 + 2 * times);
}

/** How often a row of an outbox has been published already. */
export function timesRelayed(values: Values, row: Value): number {
  return values.size(row) === 2 ? 0 : ~values.field(row, 2);
}

function publishedRows(state: ServiceState): number {
  return state.relayed.value === NULL ? 0 : ~state.relayed.value;
}
