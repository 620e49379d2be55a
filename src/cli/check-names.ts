import type { ExplanationNames, Language, Structure, Text } from '../engine/index.ts';

/** A text of the document in a language that it may not have. */
export const textIn = (text: Text, language: Language): string => (language === 'ko' ? (text.ko ?? text.en) : text.en);

/** `AuthorizeCard` as readers write it: `Authorize card`. */
function spacedName(id: string): string {
  const words = id.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(' ');
  return words.map((word, i) => (i === 0 ? word : word.toLowerCase())).join(' ');
}

const REPLIES: Readonly<Record<string, Text>> = {
  Succeeded: { en: 'success', ko: '성공' },
  Failed: { en: 'failure', ko: '실패' },
};

export function messageName(structure: Structure, type: string, language: Language): string {
  const title = structure.messageTypes.find(({ id }) => id === type)?.title ?? REPLIES[type];
  return title === undefined ? spacedName(type) : textIn(title, language);
}

/** Titles for sentences that explain findings. */
export function explanationNames(structure: Structure, language: Language): ExplanationNames {
  const sagaOf = (type: string) => structure.sagas.find(({ id }) => id === type);
  return {
    messageType: (type) => messageName(structure, type, language),
    saga: (type) => {
      const saga = sagaOf(type);
      return saga === undefined ? undefined : textIn(saga.title, language);
    },
    step: (type, step) => {
      const steps = sagaOf(type)?.steps ?? [];
      const at = steps.findIndex(({ id }) => id === step);
      const found = steps[at];
      return found === undefined ? undefined : { title: textIn(found.title, language), number: at + 1 };
    },
  };
}
