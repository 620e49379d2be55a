import { describeServices } from '../../../engine/timeline/describe.ts';
import type { Difference } from '../form.ts';
import { isFields } from './case.ts';
import type { Fields, SagaCase } from './case.ts';
import { CaseRun } from './case-run.ts';
import { compareExpectation } from './expectation.ts';
import { Observation } from './observation.ts';
import { caseScenario, requestsOf } from './operations.ts';
import type { RequestedOperation } from './operations.ts';

/** The instance that takes requests and relays what the sagas send. */
const OWNER = 'orderService';

/** A case that has been driven through its document, and what differed on the way. */
export interface DrivenCase {
  readonly run: CaseRun;
  readonly requests: readonly RequestedOperation[];
  readonly differences: readonly Difference[];
}

export function driveCase(one: SagaCase): DrivenCase {
  const requests = requestsOf(one);
  const driver = new Driver(one, requests, new CaseRun(caseScenario(one, requests)));
  for (const [index, operation] of one.when.entries()) driver.perform(operation, index);
  driver.run.drain();
  return driver;
}

class Driver implements DrivenCase {
  readonly run: CaseRun;
  readonly requests: readonly RequestedOperation[];
  readonly differences: Difference[] = [];
  readonly #case: SagaCase;
  #sent = 0;

  constructor(one: SagaCase, requests: readonly RequestedOperation[], run: CaseRun) {
    this.#case = one;
    this.requests = requests;
    this.run = run;
    for (const { op, command } of one.when)
      if (op === 'redeliver' && typeof command === 'string') run.unacknowledged.push(command);
  }

  perform(operation: Fields, index: number): void {
    const { run } = this;
    switch (operation['op']) {
      case 'createOrder':
      case 'cancelOrder':
      case 'reviseOrder':
      case 'acceptTicket':
      case 'getOrderHistory':
        return this.#request(operation, index);
      case 'concurrent': {
        const all = Array.isArray(operation['of']) ? (operation['of'] as readonly unknown[]).filter(isFields) : [];
        for (let i = 0; i < all.length; i++) this.#do(index, `request op-${++this.#sent}`);
        return run.drain();
      }
      case 'redeliver':
        if (!run.redeliver(String(operation['command']))) this.#impossible(index, 'redeliver');
        return run.drain();
      case 'stop':
        run.held.add(`restart ${String(operation['service'])}.`);
        return this.#do(index, `crash ${String(operation['service'])}.`);
      case 'start':
        run.held.delete(`restart ${String(operation['service'])}.`);
        return run.drain();
      case 'crashRelay':
        run.held.add(`restart ${OWNER}.`);
        if (operation['point'] === 'afterPublishBeforeMark') this.#publishAll(index);
        else if (operation['point'] !== 'beforePublish') this.#unknown(index, 'point', operation['point']);
        this.#do(index, `crash ${OWNER}.`);
        run.held.delete(`relay ${OWNER}`);
        return run.drain();
      case 'restartRelay':
        run.held.delete(`restart ${OWNER}.`);
        return run.drain();
      case 'resume':
        run.paused.clear();
        return run.drain();
      case 'observe': {
        const { op: _op, ...expected } = operation;
        const observation = new Observation(run);
        for (const difference of compareExpectation({ ...this.#case, expect: expected }, observation, this.requests))
          this.differences.push({ ...difference, path: `/when/${index}${difference.path.replace(/^\/expect/, '')}` });
        return;
      }
      default:
        return this.#unknown(index, 'op', operation['op']);
    }
  }

  #request(operation: Fields, index: number): void {
    const { run } = this;
    const client = `op-${++this.#sent}`;
    const channel = this.requests[this.#sent - 1]?.to ?? '';
    this.#do(index, `request ${client}`);
    this.#do(index, `deliver ${channel} ${client}/`);
    const { crash } = operation;
    if (crash === 'beforeCommit') this.#do(index, `crash ${OWNER}.`);
    else {
      this.#do(index, 'run ');
      if (crash === 'afterCommit') this.#do(index, `crash ${OWNER}.`);
      else this.#observeImmediately();
    }
    if (this.#case.when[index + 1]?.['op'] === 'crashRelay') run.held.add(`relay ${OWNER}`);
    if (typeof operation['pauseAfter'] !== 'string') return run.drain();
    run.drain(operation['pauseAfter']);
    run.paused.add(client);
  }

  /** The state that whoever sent the request can see as soon as it has been taken. */
  #observeImmediately(): void {
    const { immediate } = this.#case.expect;
    if (!isFields(immediate)) return;
    const orders =
      this.#case.system === 'ftgo' ? { order: immediate['order'] } : { orders: [{ state: immediate['order'] }] };
    const found = compareExpectation({ ...this.#case, expect: orders }, new Observation(this.run), this.requests);
    this.differences.push(
      ...found.map((one) => ({ ...one, path: one.path.replace(/^\/expect/, '/expect/immediate') })),
    );
  }

  /** All rows of the outbox; what would come next is to mark them. */
  #publishAll(index: number): void {
    const owner = describeServices(this.run.world).find(({ id }) => id === OWNER);
    const rows = Math.max(owner?.outbox.length ?? 0, 1);
    for (let i = 0; i < rows; i++) this.#do(index, `relay ${OWNER}`);
  }

  #do(index: number, beginning: string): void {
    if (!this.run.do(beginning)) this.#impossible(index, beginning);
  }

  #impossible(index: number, what: string): void {
    this.differences.push({ path: `/when/${index}`, expected: what, actual: 'not possible' });
  }

  #unknown(index: number, field: string, value: unknown): void {
    this.differences.push({ path: `/when/${index}/${field}`, expected: value, actual: 'not simulated' });
  }
}
