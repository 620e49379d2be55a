import { assert } from '../base/assert.ts';
import type { Program } from '../sim/program.ts';
import { BreadthFirst } from './breadth-first.ts';
import { DepthFirst } from './depth-first.ts';
import type { Exploration, ExplorationPlan } from './exploration.ts';
import { LivelockSearch } from './livelock.ts';
import { PrioritySampler } from './priority-sampler.ts';
import { LIVELOCK } from './property.ts';
import { Sampling, UniformSampler } from './sampling.ts';

const DEFAULT_SEED = 1;

/**
 * Starts an exploration with the strategy of its plan. `livelock` is asked alone, and always of the whole graph of states.
 */
export function createExploration(program: Program, plan: ExplorationPlan): Exploration {
  if (plan.properties.includes(LIVELOCK)) {
    assert(plan.properties.length === 1, 'livelock is asked alone');
    return new LivelockSearch(program, plan);
  }
  const { strategy = 'depth', seed = DEFAULT_SEED } = plan;
  switch (strategy) {
    case 'depth':
      return new DepthFirst(program, plan);
    case 'breadth':
      return new BreadthFirst(program, plan);
    case 'random':
      return new Sampling(program, plan, new UniformSampler(seed));
    case 'priority':
      return new Sampling(program, plan, new PrioritySampler(program.values, seed));
  }
}
