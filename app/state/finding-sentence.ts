import { explain } from '../../src/engine/index.ts';
import type { Finding, Structure } from '../../src/engine/index.ts';
import type { Language } from '../i18n/language.ts';
import { localText } from '../i18n/translate.ts';

/** What happened, told by the operations of the finding with the titles of the document. */
export function findingSentence(finding: Finding, structure: Structure, language: Language): string {
  const sagaOf = (type: string) => structure.sagas.find(({ id }) => id === type);
  return explain(finding, language, {
    saga: (type) => {
      const saga = sagaOf(type);
      return saga === undefined ? undefined : localText(saga.title, language);
    },
    step: (sagaType, step) => {
      const steps = sagaOf(sagaType)?.steps ?? [];
      const index = steps.findIndex(({ id }) => id === step);
      const found = steps[index];
      return found === undefined ? undefined : { title: localText(found.title, language), number: index + 1 };
    },
    messageType: (type) => {
      const title = structure.messageTypes.find(({ id }) => id === type)?.title;
      return title === undefined ? undefined : localText(title, language);
    },
  });
}
