import type { Sequence } from '../base/containers.ts';
import type { Value } from '../base/values.ts';
import type { FaultBudget } from '../model/document.ts';
import { choices } from '../sim/choices.ts';
import { sentRequests } from '../sim/client.ts';
import { itemDeliveries, itemMessage, itemState, messageType } from '../sim/message.ts';
import type { Program, SagaProgram } from '../sim/program.ts';
import { instanceData, instanceSaga, instanceState } from '../sim/saga.ts';
import { isQuiescent, step, undo } from '../sim/step.ts';
import { World } from '../sim/world.ts';
import { silentSink } from '../trace/entry.ts';
import { plainValue } from '../trace/plain-value.ts';

export interface Outcomes {
  /** Texts of the worlds in which nothing can happen any more but crashes, without any id. */
  readonly terminal: ReadonlySet<string>;
  readonly states: number;
}

/**
 * Every outcome of a small scenario, by trying every choice of every state once; undefined if there are more states than
 * allowed. It is a search without anything clever, made to judge others by.
 */
export function outcomesOf(program: Program, faults: FaultBudget, maximumStates: number): Outcomes | undefined {
  const world = new World(program, { faults, tracksVersions: false });
  const seen = new Set([world.stateDigest]);
  const terminal = new Set<string>();
  const levels: { readonly enabled: readonly Value[]; next: number }[] = [];
  const enter = (): void => {
    const enabled: Value[] = [];
    const count = choices(program, world, enabled);
    if (isQuiescent(world, enabled, count)) terminal.add(JSON.stringify(describe(world)));
    levels.push({ enabled, next: 0 });
  };
  enter();
  for (let level = levels[0]; level !== undefined; level = levels[levels.length - 1]) {
    const choice = level.enabled[level.next++];
    if (choice === undefined) {
      levels.pop();
      if (levels.length > 0) undo(world);
      continue;
    }
    step(program, world, choice, silentSink);
    if (seen.has(world.stateDigest)) {
      undo(world);
      continue;
    }
    if (seen.size === maximumStates) return undefined;
    seen.add(world.stateDigest);
    enter();
  }
  return { terminal, states: seen.size };
}

/** What counts in the end, by indexes of parts and the content of rows, so that names make no difference. */
function describe(world: World): unknown {
  const { program, values } = world;
  const texts = (list: readonly unknown[]): string[] => list.map((item) => JSON.stringify(item)).sort();
  return {
    tables: world.tables.map(({ rows }) =>
      rows.keys().map((key) => [plainValue(values, key), plainValue(values, rows.get(key))]),
    ),
    queues: world.queues.flat().map((queue: Sequence) =>
      texts(
        Array.from({ length: queue.length }, (_, i) => {
          const item = queue.at(i);
          return [
            messageType(values, itemMessage(values, item)),
            itemDeliveries(values, item),
            itemState(values, item),
          ];
        }),
      ),
    ),
    services: world.services.map((service) => ({
      outbox: service.outbox.length,
      inbox: service.inbox.size,
      work: service.instances.map((instance) => instance.work.size),
      sagas: texts(
        service.sagas.keys().map((id) => {
          const instance = service.sagas.get(id);
          const saga = program.sagas[instanceSaga(values, instance)] as SagaProgram;
          const state = values.toText(instanceState(values, instance));
          const act = saga.acts.get(state);
          const where = act === undefined ? state : `${act.step}/${act.role}`;
          return [saga.index, where, plainValue(values, instanceData(values, instance))];
        }),
      ),
    })),
    clients: world.clients.map((client, index) => [
      sentRequests(client),
      (program.clients[index]?.requests ?? []).map((request) =>
        plainValue(values, client.answers.get(request.identity)),
      ),
    ]),
  };
}
