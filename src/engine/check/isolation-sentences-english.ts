import type { WitnessOperation } from './finding.ts';
import type { EnglishPhrases } from './phrases-english.ts';
import type { ToldFinding } from './told-finding.ts';

/** What has happened between transactions, in English, the first word in lower case; undefined of other anomalies. */
export function englishIsolationSentences(told: ToldFinding, phrases: EnglishPhrases): string | undefined {
  const { who, at, item, value, wrote, read, result } = phrases;
  switch (told.finding.anomaly) {
    case 'dirty-write':
      return `${edges()}. Each of them would have to come before the next, in a circle, so no order explains what is stored.`;
    case 'aborted-read': {
      const [source, reading, undone] = [told.of('write'), told.of('read'), told.of('rolled-back')];
      return `${who(reading)} ${read(reading)}, which ${who(source)} had written ${at(source)} and which was rolled back ${at(undone)}.`;
    }
    case 'intermediate-read': {
      const [source, reading, final] = [told.of('write'), told.of('read'), told.of('second-write')];
      return `${who(reading)} ${read(reading)}, which ${who(source)} had written ${at(source)} only to replace it: it ${wrote(final)} before it committed.`;
    }
    case 'observed-transaction-vanishes': {
      const [source, first] = [told.of('write'), told.of('read')];
      const [missed, stale] = [told.of('overwriting'), told.of('second-read')];
      return `${who(first)} ${read(first)}, which ${who(source)} had written ${at(source)}, and then ${read(stale)}, which is older than what the same transaction left there: it ${wrote(missed)}.`;
    }
    case 'predicate-many-preceders': {
      const [first, second, change] = [told.of('predicate-read'), told.of('second-predicate-read'), told.of('write')];
      return `${who(first)} selected rows of ${first.table ?? ''} by a condition ${at(first)}, and again ${at(second)}. In between came a change by ${who(change)}, which ${wrote(change)}: the two answers belong to different moments.`;
    }
    case 'lost-update': {
      const [stale, lost, over] = [told.of('read'), told.of('overwritten'), told.of('overwriting')];
      return `${who(over)} ${wrote(over)} over ${result(lost)} by ${who(lost)} (${at(lost)}), which it had never read: it had read ${value(stale.value)} ${at(stale)}.`;
    }
    case 'write-skew':
      return `${edges(['read', 'second-write'], ['second-read', 'write'])}. Neither saw what the other did, and they wrote different data.`;
    case 'circular-information-flow':
    case 'read-skew':
    case 'anti-dependency-cycle-item':
    case 'anti-dependency-cycle':
      return `${edges()}. Each of them would have to come before the next, in a circle, so there is no order in which they could have run one after the other.`;
    default:
      return undefined;
  }

  /** The two operations of each edge of the cycle; by default the operations in pairs. */
  function edges(...roles: readonly (readonly [WitnessOperation['role'], WitnessOperation['role']])[]): string {
    const { operations } = told;
    const pairs =
      roles.length > 0
        ? roles.map(([first, second]) => [told.of(first), told.of(second)] as const)
        : operations.flatMap((operation, i) => {
            const next = operations[i + 1];
            return i % 2 === 1 || next === undefined ? [] : [[operation, next] as const];
          });
    return pairs.map(([first, second]) => edge(first, second)).join('; ');
  }

  function edge(first: WitnessOperation, second: WitnessOperation): string {
    const selects = (operation: WitnessOperation): boolean => operation.role.endsWith('predicate-read');
    const isRead = (operation: WitnessOperation): boolean => operation.form === undefined;
    if (!isRead(first))
      return selects(second)
        ? `${who(first)} ${wrote(first)}, and ${who(second)} selected rows of ${second.table ?? ''} with that change ${at(second)}`
        : isRead(second)
          ? `${who(first)} ${wrote(first)}, and ${who(second)} read that ${at(second)}`
          : `${who(first)} ${wrote(first)}, and ${who(second)} put ${value(second.value)} over it ${at(second)}`;
    if (selects(first))
      return `${who(first)} selected rows of ${first.table ?? ''} ${at(first)} without the change by ${who(second)}, which ${wrote(second)}`;
    return second.form === 'delete'
      ? `${who(first)} ${read(first)}, before ${who(second)} ${wrote(second)}`
      : `${who(first)} ${read(first)}, which ${who(second)} replaced by ${item(second)} = ${value(second.value)} ${at(second)}`;
  }
}
