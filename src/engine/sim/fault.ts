import { assert } from '../base/assert.ts';
import type { Cell, Sequence } from '../base/containers.ts';
import { NULL, TRUE } from '../base/values.ts';
import { EntryKind, Fate } from '../trace/entry.ts';
import type { Sink } from '../trace/entry.ts';
import type { ChannelProgram } from './program.ts';
import { Work } from './work.ts';
import type { InstanceState, ServiceState, World } from './world.ts';

/** Whether a message sent to the channel can be lost: only where nobody promised that it arrives. */
export function canLose(world: World, channel: ChannelProgram): boolean {
  return !channel.atLeastOnce && allowed(world, world.budgets.losses, channel.lossPerMille);
}

/** Whether a message sent to the channel can be duplicated: the price of at-least-once delivery. */
export function canDuplicate(world: World, channel: ChannelProgram): boolean {
  return channel.atLeastOnce && allowed(world, world.budgets.duplicates, channel.duplicationPerMille);
}

export function canLoseAcknowledgement(world: World, channel: ChannelProgram): boolean {
  return channel.atLeastOnce && allowed(world, world.budgets.lostAcknowledgements, channel.lostAcknowledgementPerMille);
}

function allowed(world: World, budget: Cell, perMille: number): boolean {
  return world.budgets.declared ? perMille > 0 : left(budget) > 0;
}

/** Takes the fault of a send out of its budget. */
export function spendFate(world: World, fate: number): void {
  if (fate === Fate.lost) spend(world, world.budgets.losses);
  if (fate === Fate.duplicated) spend(world, world.budgets.duplicates);
}

export function spendAcknowledgement(world: World, fate: number): void {
  if (fate === Fate.lost) spend(world, world.budgets.lostAcknowledgements);
}

function spend(world: World, budget: Cell): void {
  if (world.budgets.declared) return;
  assert(left(budget) > 0, 'a fault is within its budget');
  budget.set(~(left(budget) - 1));
}

const left = (cell: Cell): number => (cell.value === NULL ? 0 : ~cell.value);

export function canCrash(world: World, instance: InstanceState): boolean {
  if (instance.down.value === TRUE) return false;
  return left(world.budgets.declared ? instance.crashesLeft : world.budgets.crashes) > 0;
}

/**
 * An instance dies: what it held in memory is gone, its copies go back to their channels, and the relay beside instance
 * 0 forgets what it has published. What was committed stays.
 */
export function crash(world: World, sink: Sink, service: number, instance: number): void {
  const state = world.services[service] as ServiceState;
  const own = state.instances[instance] as InstanceState;
  const counter = world.budgets.declared ? own.crashesLeft : world.budgets.crashes;
  assert(left(counter) > 0, 'a crash is within its budget');
  counter.set(~(left(counter) - 1));
  sink.emit(EntryKind.crashed, instanceActor(world, service, instance), service, instance);
  for (const id of own.work.keys().slice()) Work.load(world, sink, service, instance, id).crash();
  clear(own.mailbox);
  own.down.set(TRUE);
  if (instance === 0) state.relayed.set(NULL);
  assert(own.work.size === 0, 'nothing is left of the work of a dead instance');
}

export function restart(world: World, sink: Sink, service: number, instance: number): void {
  const own = (world.services[service] as ServiceState).instances[instance] as InstanceState;
  own.down.set(NULL);
  sink.emit(EntryKind.restarted, instanceActor(world, service, instance), service, instance);
}

function clear(sequence: Sequence): void {
  while (sequence.length > 0) sequence.removeAt(0);
}

export function instanceActor(world: World, service: number, instance: number): number {
  return world.values.text(`${world.program.services[service]?.id ?? ''}.${instance}`);
}
