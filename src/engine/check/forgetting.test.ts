import { expect, test } from 'vitest';
import { Journal, emptyDigest } from '../base/journal.ts';
import type { Digest } from '../base/journal.ts';
import { Values } from '../base/values.ts';
import { ANOMALY_IDS } from './anomaly-ids.ts';
import type { AnomalyId } from './catalogue.ts';
import { judgeLine } from './judge-line.ts';
import { createMonitors } from './monitors.ts';
import { EntryScript, writeLine } from './script.ts';

/** The digest of what the monitors know after a line. */
function knowledge(line: string, ids: readonly AnomalyId[] = ANOMALY_IDS): Digest {
  const values = new Values();
  const digest = emptyDigest();
  const monitors = createMonitors(ids, { journal: new Journal([digest]), values, digest });
  writeLine(line, new EntryScript(values, monitors));
  return digest;
}

const SAGA_LEVEL: readonly AnomalyId[] = ANOMALY_IDS.filter((id) => id.startsWith('saga-'));

const same: readonly (readonly [string, string, string])[] = [
  [
    'AN8 independent transactions in either order',
    'A*@s=s B*@t=t A1@f=a:r(x)w(x) B1@g=b:r(y)w(y)',
    'B*@t=t A*@s=s B1@g=b:r(y)w(y) A1@f=a:r(x)w(x)',
  ],
  [
    'AN8 interleaved or one after the other',
    'A*@s=s B*@t=t A1@f=a{p:r(x) B1@g=b{q:r(y) p{:w(x) q{:w(y) q} p}',
    'A*@s=s B*@t=t A1@f=a:r(x)w(x) B1@g=b:r(y)w(y)',
  ],
  ['AN8 rolled back or never begun', 'A*@s=s A1@f=a:r(x)w(x)~', 'A*@s=s'],
  [
    'AN8 an old version that only a snapshot could read',
    'A*@s=s A1@f=a:w(x) _@g=b:+(x) _@h=c{p:r(z) _@i=d:+(x) p}',
    'A*@s=s A1@f=a:w(x) _@h=c:r(z) _@i=d:+(x)',
  ],
  [
    'AN8 of several replacements from outside the last',
    'A*@s=s A1@f=a:w(x) _@g=b:w(x) _@i=d:w(x)',
    'A*@s=s A1@f=a:w(x) _@i=d:w(x)',
  ],
  ['AN8 replacements of nothing', 'A*@s=s _@g=b:w(x)', 'A*@s=s'],
  ['AN8 reads by work that died', 'A*@s=s A1@f=a:r(x) f#', 'A*@s=s'],
  ['AN8 reads by work that refused', 'A*@s=s A1@f=a:r(x) f>m?', 'A*@s=s'],
  ['AN8 versions of a saga beside which none ran', 'B*@t=t B1@g=b:w(x) B. A*@s=s', 'A*@s=s'],
  ['AN8 versions of a saga once those beside it have ended', 'C*@u=u B*@t=t B1@g=b:w(x) B. A*@s=s C.', 'A*@s=s'],
  ['AN8 a delta once those beside its saga have ended', 'C*@u=u B*@t=t B1@g=b:+(x) B. A*@s=s C.', 'A*@s=s'],
  ['AN8 what a saga took back before it ended', "A*@s=s B*@t=t B1@g=b:w(x) B1'@h=c:w(y) B,", 'A*@s=s'],
];

test.each(same)('%s leaves the same knowledge', (_title, first, second) => {
  expect(knowledge(first, SAGA_LEVEL)).toEqual(knowledge(second, SAGA_LEVEL));
});

test('AN8 what a saga has read so far is knowledge', () => {
  expect(knowledge('A*@s=s A1@f=a:r(x)o(m)', SAGA_LEVEL)).not.toEqual(knowledge('A*@s=s', SAGA_LEVEL));
  expect(knowledge('A*@s=s A1@f=a:r(x)', SAGA_LEVEL)).not.toEqual(knowledge('A*@s=s', SAGA_LEVEL));
});

test('AN8 what has been found is all that is remembered', () => {
  const line = 'A*@s=s B*@t=t A1@f=a:w(x) B1@g=b:w(x)';
  expect(knowledge(line, ['saga-lost-update'])).toEqual(knowledge(`${line} A2@h=c:r(y)w(y)`, ['saga-lost-update']));
});

const found: readonly (readonly [string, boolean, string])[] = [
  [
    'a version that is forgotten leaves the reads after it in place',
    true,
    'A* B* B1:r(x)w(x) B. C* C1:r(x)w(y) A. D* D1:r(x)w(x) C2:w(x)',
  ],
  [
    'and a read of the next one is seen',
    false,
    'A* B* B1:r(x)w(x) B. C* C1:r(x)w(y) A. D* D1:r(x)w(x) C3:r(x)w(z) C2:w(x)',
  ],
  ['a saga that ended before is no longer a predecessor', false, 'A* B* B1:w(x) B. C* A. C1:w(x)'],
  ['nor is what it had replaced', false, 'A0*:i(x) B* B1:r(x)w(x) B. C* A. C1:w(x)'],
  ['a replacement from outside that is forgotten', true, 'A* _:w(x) A1:r(x)w(y) B0*:w(x) A2:w(x)'],
  [
    'a version read by a transaction that is open is remembered until it ends',
    false,
    'A* B* B1:w(x) _:+(x) A1{t: _:+(x) t{:r(x)w(y) t} A2:w(x)',
  ],
];

test.each(found)('AN8 %s: lost update %s', (_title, expected, line) => {
  const { found, monitored } = judgeLine(line);
  expect(monitored).toEqual(found);
  expect(found.includes('saga-lost-update')).toBe(expected);
});
