import type { Scenario } from '../engine/index.ts';
import acidOptimisticLock from './acid-optimistic-lock/scenario.json' with { type: 'json' };
import createOrderOrchestration from './create-order-orchestration/scenario.json' with { type: 'json' };
import dualWriteOutbox from './dual-write-outbox/scenario.json' with { type: 'json' };
import sagaCommutativeVersionFile from './saga-commutative-version-file/scenario.json' with { type: 'json' };
import sagaDirtyRead from './saga-dirty-read/scenario.json' with { type: 'json' };
import sagaFuzzyRead from './saga-fuzzy-read/scenario.json' with { type: 'json' };
import sagaLostUpdate from './saga-lost-update/scenario.json' with { type: 'json' };

/**
 * All built-in scenarios at once, in the order of the gallery. What JSON modules say of their types is wider than the
 * schema; a test parses every document.
 */
export const allScenarios = [
  sagaLostUpdate,
  dualWriteOutbox,
  createOrderOrchestration,
  sagaDirtyRead,
  sagaFuzzyRead,
  sagaCommutativeVersionFile,
  acidOptimisticLock,
] as unknown as readonly Scenario[];
