import { problemText } from '../../src/engine/index.ts';
import type { Problem } from '../../src/engine/index.ts';
import { useLanguage } from '../i18n/text.tsx';

const SHOWN = 5;

export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  const language = useLanguage();
  return (
    <ul className="notice-problems">
      {problems.slice(0, SHOWN).map((problem) => (
        <li key={`${problem.path} ${problem.code}`}>
          <code>{problem.path === '' ? '/' : problem.path}</code> {problemText(problem, language)}
        </li>
      ))}
    </ul>
  );
}
