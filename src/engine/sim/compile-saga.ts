import { assert } from '../base/assert.ts';
import type { Values } from '../base/values.ts';
import type { OutgoingMessage, Saga, SagaStep, Scenario } from '../model/document.ts';
import type { ExpressionCompiler } from '../model/expression/expression.ts';
import { compileMachine } from '../model/machine/compile.ts';
import type { MachineConfig, StateConfig } from '../model/machine/types.ts';
import { replyScope, sagaScope } from '../model/scope.ts';
import type { NamedScope } from '../model/scope.ts';
import { TransactionRole } from '../trace/entry.ts';
import { compileTerm } from './compile-handler.ts';
import type { OutgoingProgram, SagaAct, SagaProgram } from './program.ts';
import { SagaEvent } from './saga.ts';

/** How often a retriable step or a compensation is tried before a person has to help. */
const MAXIMUM_ATTEMPTS = 3;

/** The machine's state while a step is undone. */
export function undoState(step: SagaStep): string {
  return step.compensation?.state ?? `undoing-${step.id}`;
}

/**
 * The orchestrator of a saga as an XState configuration. A step that succeeds leads to the next; one that fails leads
 * back over the compensations of the steps before it, in reverse order, unless it is retriable: then it is tried again.
 * A compensation that fails is tried again too. After the last attempt the saga has failed.
 */
export function sagaMachine(id: string, saga: Saga): MachineConfig {
  const remote = saga.steps.filter((step) => step.command !== undefined);
  const states: Record<string, StateConfig> = {};
  const again = (state: string) => [{ target: state, guard: 'attempts-left', reenter: true }, { target: 'failed' }];
  const undo = (before: SagaStep | undefined): string => {
    if (saga.compensation === false) return 'failed';
    const end = before === undefined ? saga.steps.length : saga.steps.indexOf(before);
    for (let i = end - 1; i >= 0; i--) {
      const step = saga.steps[i] as SagaStep;
      if (step.compensation !== undefined) return undoState(step);
    }
    return 'compensated';
  };
  for (const [i, step] of remote.entries()) {
    const next = remote[i + 1]?.id ?? 'completed';
    const failed = step.kind === 'retriable' ? again(step.id) : undo(step);
    states[step.id] = {
      ...(step.title === undefined ? {} : { description: step.title.en }),
      on: {
        [SagaEvent.succeeded]: next,
        [SagaEvent.failed]: failed,
        ...(step.timeoutMicros === undefined ? {} : { [SagaEvent.timedOut]: failed }),
      },
    };
  }
  for (const step of saga.compensation === false ? [] : [...saga.steps].reverse()) {
    if (step.compensation === undefined) continue;
    const state = undoState(step);
    states[state] = { on: { [SagaEvent.succeeded]: undo(step), [SagaEvent.failed]: again(state) } };
  }
  for (const final of ['completed', 'compensated', 'failed']) states[final] = { type: 'final' };
  return { id, initial: remote[0]?.id ?? 'completed', states };
}

export interface SagaSurroundings {
  readonly scenario: Scenario;
  readonly values: Values;
  readonly compileExpression: ExpressionCompiler;
  readonly messageTypes: ReadonlyMap<string, number>;
  readonly channels: ReadonlyMap<string, number>;
  readonly services: ReadonlyMap<string, number>;
}

export function compileSaga(surroundings: SagaSurroundings, id: string, index: number): SagaProgram {
  const { scenario, values, compileExpression, channels, services, messageTypes } = surroundings;
  const saga = scenario.sagas?.[id];
  assert(saga !== undefined, 'the saga is declared');
  const config = sagaMachine(id, saga);
  const scope = sagaScope(saga);
  const acts = new Map<string, SagaAct>();
  const fields = Object.keys(saga.data ?? {});
  const outgoing = (message: OutgoingMessage): OutgoingProgram => compileOutgoing(surroundings, message, scope);
  saga.steps.forEach((step, at) => {
    if (step.command !== undefined) {
      const replies = Object.entries(step.onReply ?? {}).map(([type, kept]) => {
        const reply = scenario.messages[type];
        assert(reply !== undefined, 'a reply that is kept is declared');
        const terms = Object.entries(kept).map(([field, expression]) => ({
          field: fields.indexOf(field),
          term: compileTerm(expression, replyScope(saga, reply), compileExpression),
        }));
        return [messageTypes.get(type) as number, terms] as const;
      });
      acts.set(step.id, {
        step: at,
        stepId: values.text(step.id),
        role: TransactionRole.forward,
        message: outgoing(step.command),
        timeoutMicros: step.timeoutMicros ?? 0,
        onReply: new Map(replies),
      });
    }
    if (step.compensation !== undefined)
      acts.set(undoState(step), {
        step: at,
        stepId: values.text(step.id),
        role: TransactionRole.compensation,
        message: outgoing(step.compensation),
        timeoutMicros: 0,
        onReply: new Map(),
      });
  });
  const machine = compileMachine(config);
  const start = machine.initial;
  assert(start !== undefined, 'the machine of a saga starts without asking a guard');
  const local = saga.steps.find((step) => step.command === undefined);
  return {
    index,
    id,
    owner: services.get(saga.owner) as number,
    replyChannel: channels.get(saga.replyChannel) as number,
    fields,
    types: Object.values(saga.data ?? {}),
    machine,
    config,
    startState: values.text(start.state),
    acts,
    localStep: values.text(local?.id ?? ''),
    maximumAttempts: MAXIMUM_ATTEMPTS,
  };
}

function compileOutgoing(surroundings: SagaSurroundings, message: OutgoingMessage, scope: NamedScope): OutgoingProgram {
  const { scenario, values, compileExpression, messageTypes, channels } = surroundings;
  const fields = Object.keys(scenario.messages[message.message]?.payload ?? {});
  return {
    label: values.text(message.message),
    messageType: messageTypes.get(message.message) as number,
    channel: channels.get(message.to) as number,
    payload: fields.map((field) => {
      const expression = message.payload?.[field];
      return expression === undefined ? undefined : compileTerm(expression, scope, compileExpression);
    }),
    key: message.key === undefined ? undefined : compileTerm(message.key, scope, compileExpression),
  };
}
