import './story.css';
import { localText, useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { Button } from '../ui/Button.tsx';

/** The story of the open scenario, one step at a time; going on takes the stage along. */
export function Story() {
  const story = useSelect(({ edit }) => edit?.scenario.story);
  const index = useSelect((state) => state.storyStep);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const step = story?.[index];
  if (story === undefined || step === undefined) return null;
  return (
    <section className="story" aria-label={translate('story.title')}>
      <ol className="story-dots">
        {story.map((_step, i) => (
          // Steps of a story have no id; their order is their name.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={i}>
            <button
              type="button"
              className="story-dot"
              aria-label={translate('story.step', { n: i + 1, count: story.length })}
              aria-current={i === index ? 'step' : undefined}
              onClick={() => void commands.showStory(i)}
            />
          </li>
        ))}
      </ol>
      <p className="story-text" aria-live="polite">
        {localText(step.text, language)}
      </p>
      <div className="story-actions">
        <Button look="quiet" disabled={index === 0} onClick={() => void commands.showStory(index - 1)}>
          {translate('story.previous')}
        </Button>
        {index + 1 < story.length ? (
          <Button look="primary" onClick={() => void commands.showStory(index + 1)}>
            {translate('story.next')}
          </Button>
        ) : (
          <Button onClick={() => void commands.showStory(0)}>{translate('story.again')}</Button>
        )}
      </div>
    </section>
  );
}

/** The story above the stage, where the list of scenarios is out of sight; on a small screen it makes room for a finding. */
export function StoryBand() {
  const shown = useSelect(({ storyOpen, edit }) => storyOpen && edit?.scenario.story !== undefined);
  const focused = useSelect(({ focus }) => focus !== undefined);
  const galleryOpen = useSelect((state) => state.galleryOpen);
  const commands = useCommands();
  const translate = useTranslate();
  if (!shown) return null;
  return (
    <div className={`story-band${galleryOpen ? ' is-in-gallery' : ''}${focused ? ' is-focused' : ''}`}>
      <Button
        look="quiet"
        icon="close"
        className="story-close"
        label={translate('action.close')}
        onClick={commands.closeStory}
      />
      <Story />
    </div>
  );
}
