import './gallery.css';
import { localText, useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Story } from './Story.tsx';

/** Scenarios with their lessons; the open one unfolds its story. */
export function Gallery() {
  const scenarios = useSelect((state) => state.scenarios);
  const edit = useSelect((state) => state.edit);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  return (
    <div className="gallery">
      <h2 className="panel-title">{translate('gallery.title')}</h2>
      {scenarios.length === 0 && <p className="panel-note">{translate('gallery.empty')}</p>}
      {edit !== undefined && edit.builtIn === undefined && (
        <article className="lesson is-open" aria-current="true">
          <span className="lesson-kicker">{translate('gallery.own')}</span>
          <strong className="lesson-title">{localText(edit.scenario.title, language)}</strong>
          <OpenLesson />
        </article>
      )}
      <ul>
        {scenarios.map(({ id, title, summary }) =>
          edit?.builtIn === id ? (
            <li key={id}>
              <article className="lesson is-open" aria-current="true">
                <strong className="lesson-title">{localText(title, language)}</strong>
                <OpenLesson />
              </article>
            </li>
          ) : (
            <li key={id}>
              <button type="button" className="lesson" onClick={() => void commands.open(id)}>
                <strong className="lesson-title">{localText(title, language)}</strong>
                <span className="lesson-summary">{localText(summary, language)}</span>
              </button>
            </li>
          ),
        )}
      </ul>
    </div>
  );
}

function OpenLesson() {
  const edit = useSelect((state) => state.edit);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  if (edit === undefined) return null;
  return (
    <>
      <p className="lesson-summary">{localText(edit.scenario.summary, language)}</p>
      <Story />
      {edit.builtIn !== undefined && (
        <button type="button" className="lesson-fork" onClick={commands.fork}>
          <Icon name="branch" />
          {translate('gallery.fork')}
        </button>
      )}
    </>
  );
}
