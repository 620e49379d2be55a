import { localText, useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';

/** Every named setting of the document; the button beside the variants opens it. */
export function OptionsPopover() {
  const edit = useSelect((state) => state.edit);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  if (edit === undefined) return null;
  const { scenario, options } = edit;
  const known = Object.entries(scenario.options ?? {});
  return (
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
  );
}
