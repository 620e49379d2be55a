import type { Frame, Structure } from '../../src/engine/index.ts';
import type { Language } from '../i18n/language.ts';
import type { Translate } from '../i18n/translate.ts';
import { originTitle } from '../panels/sentence.ts';
import { plainText } from '../state/plain.ts';

/** Who waits in a service, and for whom; empty when nobody does. */
export function waitText(
  structure: Structure,
  service: Frame['services'][number] | undefined,
  language: Language,
  translate: Translate,
): string {
  const blocked = service?.instances.flatMap(({ work }) => work).find(({ state }) => state === 'blocked');
  if (blocked === undefined) return '';
  const who = originTitle(structure, blocked.message, language);
  const others = [...new Set(blocked.blockedBy ?? [])].map((by) => originTitle(structure, by, language));
  if (others.length > 0) return translate('card.waits.for', { who, by: others.join(', ') });
  const keys = (blocked.waitsFor ?? []).flatMap(({ key }) => (key === null ? [] : [plainText(key)]));
  return keys.length === 0
    ? translate('card.waits', { who })
    : translate('card.waits.row', { row: [...new Set(keys)].join(', ') });
}
