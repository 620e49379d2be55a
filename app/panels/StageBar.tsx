import './stage-bar.css';
import { Suspense } from 'react';
import { localText, useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { later } from '../ui/later.ts';
import { Segmented } from '../ui/Segmented.tsx';

const OptionsPopover = later(() => import('./OptionsPopover.tsx').then((module) => module.OptionsPopover));

/** The design switches: variants as one row, and the options that they set. Every switch runs again on the same seed. */
export function StageBar() {
  const edit = useSelect((state) => state.edit);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  if (edit === undefined) return <div className="stage-bar" />;
  const { scenario, variant, options } = edit;
  const variants = Object.entries(scenario.variants).map(([id, { title, summary }], i) => ({
    id,
    title: localText(title, language),
    hint: `${summary === undefined ? '' : localText(summary, language)}${i < 9 ? ` (${i + 1})` : ''}`.trim(),
  }));
  const known = Object.entries(scenario.options ?? {});
  const changed = known.filter(([id, option]) => (options[id] ?? option.default) !== option.default).length;
  return (
    <div className="stage-bar">
      <div className="stage-bar-variants">
        <Segmented
          label={translate('design.variant.label')}
          value={variant}
          choices={variants}
          onChange={(id) => void commands.setVariant(id)}
        />
        {/* Where the row would not fit. */}
        <select
          className="select stage-bar-select"
          aria-label={translate('design.variant.label')}
          value={variant ?? ''}
          onChange={(event) => void commands.setVariant(event.target.value)}
        >
          {variant === undefined && <option value="">{translate('design.custom')}</option>}
          {variants.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </div>
      {variant === undefined && <span className="chip">{translate('design.custom')}</span>}
      {known.length > 0 && (
        <>
          <button type="button" className="button button-quiet options-button" popoverTarget="options">
            {changed === 0 ? translate('design.options') : translate('design.options.count', { count: changed })}
          </button>
          <Suspense fallback={null}>
            <OptionsPopover />
          </Suspense>
        </>
      )}
    </div>
  );
}
