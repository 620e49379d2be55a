import type { Structure } from '../../src/engine/index.ts';
import type { Language } from '../i18n/language.ts';
import { safetyTexts } from '../i18n/safety-texts.ts';
import type { SafetyKey } from '../i18n/safety-texts.ts';
import { identityTitle, partTitle } from './sentence.ts';

/** A choice of a schedule as people read it. */
export interface ToldChoice {
  readonly text: string;
  /** What it is about: a message or a piece of work, by how it came about. */
  readonly about: string | undefined;
  readonly fault: boolean;
}

/** Identities, in which a backslash stands before a blank. */
const WORD = String.raw`((?:[^ \\]|\\.)+)`;
const WHERE = String.raw`([\w-]+)\.(\d+)`;

type Part = 'client' | 'channel' | 'service' | 'instance' | 'about';

interface Form {
  readonly key: Extract<SafetyKey, `choice.${string}`>;
  readonly pattern: RegExp;
  readonly parts: readonly Part[];
}

const form = (key: Form['key'], pattern: string, ...parts: readonly Part[]): Form => ({
  key,
  pattern: new RegExp(`^${pattern}$`),
  parts,
});

/** The names of choices, see `choiceName`; the first that fits. */
const FORMS: readonly Form[] = [
  form('choice.request', 'request ([\\w-]+)', 'client'),
  form(
    'choice.deliver',
    `deliver ([\\w-]+) ${WORD}(?: copy \\d+)? to ${WHERE}`,
    'channel',
    'about',
    'service',
    'instance',
  ),
  form('choice.answer', `answer ([\\w-]+) ${WORD}`, 'client', 'about'),
  form('choice.run', `run ${WHERE} ${WORD}`, 'service', 'instance', 'about'),
  form('choice.acknowledge', `acknowledge ${WHERE} ${WORD}`, 'service', 'instance', 'about'),
  form('choice.relay', 'relay ([\\w-]+)', 'service'),
  form('choice.redeliver', `redeliver ([\\w-]+) ${WORD}(?: copy \\d+)? to ([\\w-]+)`, 'channel', 'about', 'service'),
  form('choice.timer', `timer ${WHERE} ${WORD}`, 'service', 'instance', 'about'),
  form('choice.sagaTimer', `timer ${WORD} at .+`, 'about'),
  form('choice.clientTimer', 'timer ([\\w-]+)', 'client'),
  form('choice.resume', `resume ${WHERE} ${WORD}`, 'service', 'instance', 'about'),
  form('choice.crash', `crash ${WHERE}`, 'service', 'instance'),
  form('choice.restart', `restart ${WHERE}`, 'service', 'instance'),
];

/** @param structure of any design of the same document; without one parts are told by their ids */
export function tellChoice(name: string, structure: Structure | undefined, language: Language): ToldChoice {
  const text = safetyTexts(language);
  const fate = / \((lost|duplicated)\)$/.exec(name)?.[1];
  const act = fate === undefined ? name : name.slice(0, -` (${fate})`.length);
  for (const { key, pattern, parts } of FORMS) {
    const match = pattern.exec(act);
    if (match === null) continue;
    const found: Partial<Record<Part, string>> = {};
    for (const [i, part] of parts.entries()) found[part] = match[i + 1] ?? '';
    const title = (part: 'client' | 'channel' | 'service'): string =>
      structure === undefined ? (found[part] ?? '') : partTitle(structure, `${part}:${found[part] ?? ''}`, language);
    const several = structure?.services.some(({ id, instances }) => id === found.service && instances > 1) === true;
    const told = text(key, {
      client: title('client'),
      channel: title('channel'),
      service: title('service') + (several && found.instance !== undefined ? ` ${Number(found.instance) + 1}` : ''),
    });
    const about = found.about?.replace(/\\(.)/g, '$1');
    return {
      text: fate === undefined ? told : `${told} (${text(fate === 'lost' ? 'choice.lost' : 'choice.duplicated')})`,
      about: about === undefined || structure === undefined ? about : identityTitle(structure, about, language),
      fault: fate !== undefined || key === 'choice.crash',
    };
  }
  return { text: name, about: undefined, fault: fate !== undefined };
}
