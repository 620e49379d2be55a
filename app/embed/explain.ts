import { explain } from '../../src/engine/index.ts';
import type { Finding, Structure } from '../../src/engine/index.ts';
import type { Language } from '../i18n/language.ts';
import { localText } from '../i18n/translate.ts';
import { messageTitle } from '../panels/sentence.ts';

/** A finding in words, with the titles of its sagas and steps. A chunk of its own: loaded when a reader asks. */
export function tellFinding(finding: Finding, structure: Structure, language: Language): string {
  const { sagas } = structure;
  return explain(finding, language, {
    messageType: (type) => messageTitle(structure, type, language),
    saga: (type) => {
      const saga = sagas.find(({ id }) => id === type);
      return saga === undefined ? undefined : localText(saga.title, language);
    },
    step: (type, step) => {
      const steps = sagas.find(({ id }) => id === type)?.steps ?? [];
      const at = steps.findIndex(({ id }) => id === step);
      const found = steps[at];
      return found === undefined ? undefined : { title: localText(found.title, language), number: at + 1 };
    },
  });
}
