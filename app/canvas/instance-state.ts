import type { InstanceFrame } from '../../src/engine/index.ts';
import type { InstanceState } from './InstanceDot.tsx';

export function instanceState(instance: InstanceFrame): InstanceState {
  if (!instance.up) return 'down';
  if (instance.work.length === 0) return 'up';
  return instance.work.every(({ state }) => state === 'blocked') ? 'blocked' : 'busy';
}
