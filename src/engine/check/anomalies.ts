import type { Anomaly } from './anomaly.ts';
import type { AnomalyId } from './catalogue.ts';
import { abortedRead } from './aborted-read.ts';
import { antiDependencyCycleItem } from './anti-dependency-cycle-item.ts';
import { antiDependencyCycle } from './anti-dependency-cycle.ts';
import { circularInformationFlow } from './circular-information-flow.ts';
import { dirtyWrite } from './dirty-write.ts';
import { duplicateEffect } from './duplicate-effect.ts';
import { ghostMessage } from './ghost-message.ts';
import { intermediateRead } from './intermediate-read.ts';
import { lostMessage } from './lost-message.ts';
import { lostUpdate } from './lost-update.ts';
import { observedTransactionVanishes } from './observed-transaction-vanishes.ts';
import { predicateManyPreceders } from './predicate-many-preceders.ts';
import { readSkew } from './read-skew.ts';
import { sagaDirtyReadExposure } from './saga-dirty-read-exposure.ts';
import { sagaDirtyRead } from './saga-dirty-read.ts';
import { sagaFuzzyRead } from './saga-fuzzy-read.ts';
import { sagaLostUpdate } from './saga-lost-update.ts';
import { sagaWriteSkew } from './saga-write-skew.ts';
import { stuckSaga } from './stuck-saga.ts';
import { writeSkew } from './write-skew.ts';

/** Both faces of every anomaly of the catalogue. */
export const ANOMALIES: Readonly<Record<AnomalyId, Anomaly>> = {
  'saga-lost-update': sagaLostUpdate,
  'saga-dirty-read': sagaDirtyRead,
  'saga-dirty-read-exposure': sagaDirtyReadExposure,
  'saga-fuzzy-read': sagaFuzzyRead,
  'saga-write-skew': sagaWriteSkew,
  'dirty-write': dirtyWrite,
  'aborted-read': abortedRead,
  'intermediate-read': intermediateRead,
  'circular-information-flow': circularInformationFlow,
  'observed-transaction-vanishes': observedTransactionVanishes,
  'predicate-many-preceders': predicateManyPreceders,
  'lost-update': lostUpdate,
  'read-skew': readSkew,
  'write-skew': writeSkew,
  'anti-dependency-cycle-item': antiDependencyCycleItem,
  'anti-dependency-cycle': antiDependencyCycle,
  'lost-message': lostMessage,
  'ghost-message': ghostMessage,
  'duplicate-effect': duplicateEffect,
  'stuck-saga': stuckSaga,
};
