import type { FaultBudget } from '../model/document.ts';
import type { Program } from '../sim/program.ts';

/**
 * Which services may crash, one plan after the other: every set of as many services as there may be crashes. A run with
 * so many crashes has them in one of these sets. Under a plan the other services never wait for a crash, and most of
 * their acts need be tried in one order only. Empty: there is nothing to plan.
 */
export function crashPlans({ services }: Program, { crashes = 0 }: FaultBudget): readonly ReadonlySet<number>[] {
  if (crashes === 0 || crashes >= services.length) return [];
  const plans: ReadonlySet<number>[] = [];
  const choose = (from: number, chosen: readonly number[]): void => {
    if (chosen.length === crashes) {
      plans.push(new Set(chosen));
      return;
    }
    for (let service = from; service < services.length; service++) choose(service + 1, [...chosen, service]);
  };
  choose(0, []);
  return plans;
}
