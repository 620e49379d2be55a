import { expect, test } from 'vitest';
import { ANOMALY_IDS, needsQuiescence } from './anomaly-ids.ts';
import { CATALOGUE } from './catalogue.ts';

test('what judging knows of the anomalies is what the catalogue says', () => {
  expect(ANOMALY_IDS).toEqual(CATALOGUE.map(({ id }) => id));
  expect(ANOMALY_IDS.map(needsQuiescence)).toEqual(CATALOGUE.map((entry) => entry.needsQuiescence));
});
