import type { Anomaly } from './anomaly.ts';
import type { AnomalyId } from './catalogue.ts';
import { duplicateEffect } from './duplicate-effect.ts';
import { ghostMessage } from './ghost-message.ts';
import { lostMessage } from './lost-message.ts';
import { sagaDirtyRead } from './saga-dirty-read.ts';
import { sagaDirtyReadExposure } from './saga-dirty-read-exposure.ts';
import { sagaFuzzyRead } from './saga-fuzzy-read.ts';
import { sagaLostUpdate } from './saga-lost-update.ts';
import { sagaWriteSkew } from './saga-write-skew.ts';
import { stuckSaga } from './stuck-saga.ts';

/** Both faces of every anomaly of the catalogue. */
export const ANOMALIES: Readonly<Record<AnomalyId, Anomaly>> = {
  'saga-lost-update': sagaLostUpdate,
  'saga-dirty-read': sagaDirtyRead,
  'saga-dirty-read-exposure': sagaDirtyReadExposure,
  'saga-fuzzy-read': sagaFuzzyRead,
  'saga-write-skew': sagaWriteSkew,
  'lost-message': lostMessage,
  'ghost-message': ghostMessage,
  'duplicate-effect': duplicateEffect,
  'stuck-saga': stuckSaga,
};
