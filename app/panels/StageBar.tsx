import './stage-bar.css';
import { useEffect, useRef } from 'react';
import { localText, useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { Segmented } from '../ui/Segmented.tsx';

/** The design switches: variants as one row, and the options that they set. Every switch runs again on the same seed. */
export function StageBar() {
  const edit = useSelect((state) => state.edit);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const variantRow = useRef<HTMLDivElement>(null);
  // A row that is longer than the stage shows the variant that is on.
  useEffect(() => {
    const row = variantRow.current;
    const label = row?.querySelector('input:checked')?.parentElement;
    if (row === null || label === null || label === undefined) return;
    const [outer, inner] = [row.getBoundingClientRect(), label.getBoundingClientRect()];
    if (inner.left < outer.left || inner.right > outer.right) row.scrollLeft += inner.left - outer.left - 48;
  }, [edit?.variant]);
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
      <div className="stage-bar-variants" ref={variantRow}>
        <Segmented
          label={translate('design.variant.label')}
          value={variant}
          choices={variants}
          onChange={(id) => void commands.setVariant(id)}
        />
      </div>
      {variant === undefined && <span className="chip">{translate('design.custom')}</span>}
      {known.length > 0 && (
        <>
          <button type="button" className="button button-quiet options-button" popoverTarget="options">
            {changed === 0 ? translate('design.options') : translate('design.options.count', { count: changed })}
          </button>
          <div id="options" popover="auto" className="options">
            <h2>{translate('design.options')}</h2>
            {known.map(([id, option]) => (
              <label key={id} className="option">
                <span className="option-title">{localText(option.title, language)}</span>
                {option.kind === 'choice' ? (
                  <select
                    className="select"
                    value={String(options[id] ?? option.default)}
                    onChange={(event) => void commands.setOption(id, event.target.value)}
                  >
                    {Object.entries(option.values).map(([value, { title }]) => (
                      <option key={value} value={value}>
                        {localText(title, language)}
                      </option>
                    ))}
                  </select>
                ) : (
                  <input
                    className="select"
                    type="number"
                    min={option.minimum}
                    max={option.maximum}
                    value={Number(options[id] ?? option.default)}
                    onChange={(event) => {
                      const value = event.target.valueAsNumber;
                      if (Number.isInteger(value) && value >= option.minimum && value <= option.maximum) {
                        void commands.setOption(id, value);
                      }
                    }}
                  />
                )}
                {option.help !== undefined && <span className="option-help">{localText(option.help, language)}</span>}
              </label>
            ))}
          </div>
        </>
      )}
    </div>
  );
}
