import { NULL } from '../base/values.ts';
import { WriteForm } from '../trace/entry.ts';
import type { Anomaly } from './anomaly.ts';
import type { Finding, WitnessOperation } from './finding.ts';
import { firstOfEach } from './first-of-each.ts';
import { groupBy } from './group.ts';
import { ElementKind } from './item-record.ts';
import type { Element, KnownItem } from './item-record.ts';
import type { SagaWrite } from './ledger.ts';
import { isForward } from './saga-history.ts';
import type { Installed, SagaNode, TakenRead } from './saga-history.ts';
import { readOperation, rowOf, writeOperation } from './witness.ts';

/**
 * A saga overwrites what another has written without having read it (rules AN10 to AN13). Let S write version k of an
 * item, not as a delta and not as an insert, and let j < k be a version that a forward step of another saga wrote, not
 * as a delta, that is not taken back before k, and that S has not seen: S has read no version from j on.
 *
 * - L1: S has read an older version than j.
 * - L2, blind: S has never read the item; j is the last version before k that replaced all before it, and the two sagas
 *   overlap.
 * - L3, by undo: k is written by the compensation of a step of S that had written the item before j.
 */
export const sagaLostUpdate: Anomaly = {
  id: 'saga-lost-update',
  ledger: { order: true, endedReads: false },

  findings(_history, sagas) {
    const named: (readonly [string, Finding])[] = [];
    for (const item of sagas.items.values()) {
      const readsOf = groupBy(item.reads, (read) => read.part.saga);
      for (const version of item.versions) {
        const finding = judge(item.versions, readsOf, version);
        if (finding !== undefined) named.push(finding);
      }
    }
    return firstOfEach(named);
  },

  watch({ ledger, detector }) {
    ledger.listen({
      get found() {
        return detector.found;
      },
      overwriting(write, item) {
        if (!detector.found && loses(write, item)) detector.report();
      },
    });
    return { containers: [] };
  },
};

const OVERWRITING_FORMS: ReadonlySet<Installed['form']> = new Set(['absolute', 'delete']);

function judge(
  versions: readonly Installed[],
  readsOf: ReadonlyMap<SagaNode, readonly TakenRead[]>,
  overwriting: Installed,
): readonly [string, Finding] | undefined {
  const { part, at, index } = overwriting;
  if (part === null || !OVERWRITING_FORMS.has(overwriting.form)) return undefined;
  const reads = (readsOf.get(part.saga) ?? []).filter((read) => read.effectiveAt <= at);
  const seen = Math.max(0, ...reads.map((read) => read.position));
  const stands = (version: Installed): boolean =>
    isForward(version) && version.form !== 'delta' && version.undoneAt > at;
  const isLost = (version: Installed): boolean => stands(version) && version.part?.saga !== part.saga;
  const finding = (
    subtype: 'L1' | 'L2' | 'L3',
    lost: Installed,
    ...operations: readonly WitnessOperation[]
  ): readonly [string, Finding] => [
    JSON.stringify([rowOf(overwriting.write), overwriting.transaction.index, lost.transaction.index]),
    { anomaly: 'saga-lost-update', subtype, at, witness: { operations } },
  ];

  if (part.compensating) {
    const forward = versions.find(
      (version) => isForward(version) && version.part.saga === part.saga && version.part.step === part.step,
    );
    if (forward === undefined) return undefined;
    const lost = lastBefore(versions, index, Math.max(seen, forward.index + 1), isLost);
    if (lost === undefined) return undefined;
    return finding(
      'L3',
      lost,
      writeOperation('forward', forward),
      writeOperation('overwritten', lost),
      writeOperation('compensation', overwriting),
    );
  }
  if (reads.length > 0) {
    const lost = lastBefore(versions, index, seen, isLost);
    if (lost === undefined) return undefined;
    const stale = reads.findLast((read) => read.position === seen) as TakenRead;
    return finding(
      'L1',
      lost,
      readOperation('read', stale),
      writeOperation('overwritten', lost),
      writeOperation('overwriting', overwriting),
    );
  }
  const replacesAll = (version: Installed): boolean =>
    stands(version) || (version.part === null && version.form !== 'delta');
  const predecessor = lastBefore(versions, index, 0, replacesAll);
  if (predecessor === undefined || !isLost(predecessor)) return undefined;
  if (!overlap(part.saga, predecessor.part?.saga)) return undefined;
  return finding(
    'L2',
    predecessor,
    writeOperation('overwritten', predecessor),
    writeOperation('overwriting', overwriting),
  );
}

/** The last version before `index`, and not before `from`, that fits. */
function lastBefore(
  versions: readonly Installed[],
  index: number,
  from: number,
  fits: (version: Installed) => boolean,
): Installed | undefined {
  for (let i = index - 1; i >= from; i--) {
    const version = versions[i] as Installed;
    if (fits(version)) return version;
  }
  return undefined;
}

const overlap = (a: SagaNode, b: SagaNode | undefined): boolean =>
  b !== undefined && a.beganAt < b.endedAt && b.beganAt < a.endedAt;

/** The same over what is remembered of the item: `elements` are the versions that can still matter. */
function loses(write: SagaWrite, item: KnownItem): boolean {
  if (write.form !== WriteForm.absolute && write.form !== WriteForm.delete) return false;
  const reads = item.readers.filter((reader) => reader.saga === write.saga && reader.work === NULL);
  const seen = Math.max(0, ...reads.map((reader) => reader.last));
  const isLost = (element: Element, index: number): boolean =>
    element.kind === ElementKind.absolute && element.saga !== write.saga && index >= seen;
  if (write.compensating) {
    const forward = item.elements.findIndex((element) => element.saga === write.saga && element.step === write.step);
    return forward >= 0 && item.elements.some((element, index) => index > forward && isLost(element, index));
  }
  if (reads.length > 0) return item.elements.some(isLost);
  const index = item.elements.findLastIndex(
    (element) => element.kind === ElementKind.absolute || element.kind === ElementKind.barrier,
  );
  const predecessor = item.elements[index];
  return (
    predecessor !== undefined &&
    isLost(predecessor, index) &&
    (predecessor.audience === null || predecessor.audience.includes(write.saga))
  );
}
