import { englishIsolationSentences } from './isolation-sentences-english.ts';
import type { ToldFinding } from './told-finding.ts';
import type { WitnessOperation } from './finding.ts';
import type { EnglishPhrases } from './phrases-english.ts';

/** What has happened, in English. */
export function englishSentences(told: ToldFinding, phrases: EnglishPhrases): string {
  return capitalized(sentences(told, phrases));
}

function sentences(told: ToldFinding, phrases: EnglishPhrases): string {
  const { who, saga, at, item, value, wrote, read, result, made, message } = phrases;
  switch (told.finding.anomaly) {
    case 'saga-lost-update': {
      const lost = told.of('overwritten');
      const who2 = `${who(lost)} ${made(lost)} ${at(lost)}`;
      if (told.finding.subtype === 'L3') {
        const undo = told.of('compensation');
        const forward = told.of('forward');
        return `${who(undo)} ${wrote(undo)} without having read ${result(lost)}, which ${who2}, after the step itself had written ${value(forward.value)} ${at(forward)}.`;
      }
      const over = told.of('overwriting');
      if (told.finding.subtype === 'L2')
        return `${who(over)} ${wrote(over)} without having read ${result(lost)}, which ${who2}.`;
      const stale = told.of('read');
      return `${who(over)} ${wrote(over)}. Its saga had read ${value(stale.value)} ${at(stale)}, but never what ${who2}: ${result(lost)}.`;
    }
    case 'saga-dirty-read': {
      const source = told.of('write');
      const undone = told.has('compensation')
        ? `${who(told.of('compensation'))} took back what the step had done ${at(told.of('compensation'))}`
        : `the step was compensated at entry ${told.finding.at + 1}`;
      return `${who(told.of('read'))} ${read(told.of('read'))}, which ${who(source)} had written ${at(source)}; ${undone}.`;
    }
    case 'saga-dirty-read-exposure': {
      const source = told.of('write');
      return `${who(told.of('read'))} ${read(told.of('read'))}, which ${who(source)} had written ${at(source)}, and that saga had not finished yet.`;
    }
    case 'saga-fuzzy-read': {
      const [first, second, source] = [told.of('read'), told.of('second-read'), told.of('write')];
      return `${who(second)} ${read(second)}, although ${who(first)} had read ${value(first.value)} ${at(first)}: in between ${who(source)} ${wrote(source)}.`;
    }
    case 'saga-write-skew':
      return `${who(told.of('read'))} ${read(told.of('read'))}, and then ${who(told.of('second-write'))} ${wrote(told.of('second-write'))}; ${who(told.of('second-read'))} ${read(told.of('second-read'))}, and then ${who(told.of('write'))} ${wrote(told.of('write'))}. Neither saw what the other did.`;
    case 'lost-message': {
      const [intent, commit] = [told.of('intended'), told.of('committed')];
      const channel = intent.channel === undefined ? '' : ` to ${intent.channel}`;
      return `${who(commit)} of service ${commit.service ?? ''} committed ${at(commit)}, but ${message(intent)}, which it was to send${channel} since entry ${intent.entry + 1}, was never sent.`;
    }
    case 'ghost-message': {
      const [sent, undone] = [told.of('sent'), told.of('rolled-back')];
      return `Service ${sent.service ?? ''} sent ${message(sent)} ${at(sent)} from within ${who(sent)}, which was rolled back ${at(undone)}.`;
    }
    case 'duplicate-effect': {
      const [first, second] = [told.of('first-effect'), told.of('second-effect')];
      const effect = (operation: WitnessOperation): string => {
        const by = `transaction ${operation.transaction ?? ''}`;
        return operation.table === undefined ? `${by} took effect ${at(operation)}` : `${by} ${wrote(operation)}`;
      };
      if (told.finding.subtype === 'contradiction') {
        const answer = (operation: WitnessOperation): string =>
          operation.messageType === undefined
            ? effect(operation)
            : `transaction ${operation.transaction ?? ''} answered with failure ${at(operation)}`;
        return `Message ${message(first)} was handled twice at service ${first.service ?? ''}, with contrary outcomes: ${answer(first)}, and ${answer(second)}.`;
      }
      return `Message ${message(first)} took effect twice at service ${first.service ?? ''}: ${effect(first)}, and ${effect(second)}.`;
    }
    case 'stuck-saga': {
      const start = told.of('started');
      if (told.finding.subtype === 'failed')
        return `Saga ${saga(start)}, started ${at(start)}, ended ${at(told.of('ended'))} without having been undone.`;
      if (told.finding.subtype === 'deadlock') {
        const holders = told.all('held');
        const waits = told.all('waiting').map((waiting, i) => {
          const holder = holders[i] ?? waiting;
          return `${who(waiting)} waits since entry ${waiting.entry + 1} for ${item(waiting)}, which ${who(holder)} had set to ${value(holder.value)} ${at(holder)}`;
        });
        return `Deadlock: ${waits.join('; ')}. Neither can go on before the other.`;
      }
      return `Saga ${saga(start)}, started ${at(start)}, has neither completed nor been compensated, and nothing can happen any more.`;
    }
    default:
      return (
        englishIsolationSentences(told, phrases) ??
        `${told.operations.map((operation) => `${who(operation)} ${deed(operation)}`).join('; ')}.`
      );
  }

  function deed(operation: WitnessOperation): string {
    if (operation.role === 'rolled-back') return `was rolled back ${at(operation)}`;
    if (operation.role === 'committed') return `committed ${at(operation)}`;
    if (operation.column === undefined)
      return operation.table === undefined
        ? `acted ${at(operation)}`
        : `looked through ${operation.table} ${at(operation)}`;
    return operation.form === undefined ? read(operation) : wrote(operation);
  }
}

function capitalized(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
