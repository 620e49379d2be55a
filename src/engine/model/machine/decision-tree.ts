import { assert } from '../../base/assert.ts';
import type { GuardOracle } from './macrostep.ts';

interface Outcome<Value> {
  readonly kind: 'outcome';
  readonly value: Value;
}

interface Question<Value> {
  readonly kind: 'question';
  readonly guard: number;
  holds: Decision<Value> | undefined;
  fails: Decision<Value> | undefined;
}

type Decision<Value> = Outcome<Value> | Question<Value>;

/**
 * What a deterministic computation gave, by the answers of the guards that it asked: a tree of questions in the order of
 * asking, filled in where it was needed so far. Without guards it is a single outcome.
 */
export class DecisionTree<Value> {
  #root: Decision<Value> | undefined;

  find(holds: GuardOracle): Outcome<Value> | undefined {
    let decision = this.#root;
    while (decision?.kind === 'question') decision = holds(decision.guard) ? decision.holds : decision.fails;
    return decision;
  }

  /** `answers`: the guards that were asked, in the order of asking. */
  keep(answers: ReadonlyMap<number, boolean>, value: Value): void {
    let attach = (decision: Decision<Value>): Decision<Value> => (this.#root ??= decision);
    for (const [guard, answer] of answers) {
      const question = attach({ kind: 'question', guard, holds: undefined, fails: undefined });
      assert(question.kind === 'question' && question.guard === guard, 'the same answers lead to the same question');
      attach = (decision) => (answer ? (question.holds ??= decision) : (question.fails ??= decision));
    }
    attach({ kind: 'outcome', value });
  }
}
