import type { Scenario } from '../engine/index.ts';
import dualWriteOutbox from './dual-write-outbox/scenario.json' with { type: 'json' };
import sagaLostUpdate from './saga-lost-update/scenario.json' with { type: 'json' };

/** The built-in scenarios, in the order of the gallery. What JSON modules say of their types is wider than the schema. */
export const scenarios = [dualWriteOutbox, sagaLostUpdate] as unknown as readonly Scenario[];
