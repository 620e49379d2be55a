import './header.css';
import { LANGUAGES } from '../i18n/language.ts';
import type { Language } from '../i18n/language.ts';
import { localText, useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import type { Theme } from '../state/preferences.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { THEME_ICONS } from './theme-icons.ts';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function Header({ onShare }: { readonly onShare: (() => void) | undefined }) {
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const scenario = useSelect(({ edit }) => edit?.scenario);
  const canUndo = useSelect(({ past }) => past.length > 0);
  const canRedo = useSelect(({ future }) => future.length > 0);
  const galleryOpen = useSelect((state) => state.galleryOpen);
  return (
    <header className="header">
      <Button
        look="quiet"
        className="wide-only"
        icon="panel"
        expanded={galleryOpen}
        label={translate(galleryOpen ? 'action.collapse-gallery' : 'action.expand-gallery')}
        onClick={commands.toggleGallery}
      />
      <div className="brand">
        <Mark />
        <span className="brand-name">Sagascope</span>
      </div>
      <h1 className="header-title">
        {scenario === undefined ? translate('app.tagline') : localText(scenario.title, language)}
      </h1>
      <Button
        look="primary"
        icon="shield"
        className="header-safe"
        disabled={scenario === undefined}
        onClick={() => commands.askSafety()}
      >
        <span>{translate('safe.ask')}</span>
      </Button>
      {onShare !== undefined && (
        <Button icon="share" className="wide-only" onClick={onShare}>
          {translate('action.share')}
        </Button>
      )}
      <nav className="header-tools wide-only" aria-label={translate('region.toolbar')}>
        <Button
          look="quiet"
          icon="undo"
          label={translate('action.undo')}
          shortcut="Ctrl+Z"
          disabled={!canUndo}
          onClick={() => void commands.undo()}
        />
        <Button
          look="quiet"
          icon="redo"
          label={translate('action.redo')}
          shortcut="Ctrl+Shift+Z"
          disabled={!canRedo}
          onClick={() => void commands.redo()}
        />
        <Button
          look="quiet"
          icon="edit"
          label={translate('action.edit')}
          onClick={() => commands.showDialog('editor')}
        />
        <Button
          look="quiet"
          icon="machine"
          label={translate('action.machines')}
          onClick={() => commands.showDialog('machines')}
        />
        <ThemeButton />
        <LanguageSelect />
        <Button
          look="quiet"
          icon="help"
          label={translate('action.help')}
          shortcut="?"
          onClick={() => commands.showDialog('help')}
        />
      </nav>
      <button
        type="button"
        className="button button-quiet button-icon narrow-only"
        popoverTarget="menu"
        aria-label={translate('action.more')}
      >
        <Icon name="more" />
      </button>
      <div id="menu" popover="auto" className="menu">
        {onShare !== undefined && <MenuItem icon="share" label={translate('action.share')} onClick={onShare} />}
        <MenuItem icon="edit" label={translate('action.edit')} onClick={() => commands.showDialog('editor')} />
        <MenuItem icon="machine" label={translate('action.machines')} onClick={() => commands.showDialog('machines')} />
        <MenuItem
          icon="undo"
          label={translate('action.undo')}
          disabled={!canUndo}
          onClick={() => void commands.undo()}
        />
        <MenuItem
          icon="redo"
          label={translate('action.redo')}
          disabled={!canRedo}
          onClick={() => void commands.redo()}
        />
        <MenuItem icon="help" label={translate('action.help')} onClick={() => commands.showDialog('help')} />
        <div className="menu-row">
          <LanguageSelect />
          <ThemeButton />
        </div>
      </div>
    </header>
  );
}

interface MenuItemProps {
  readonly icon: 'share' | 'edit' | 'machine' | 'undo' | 'redo' | 'help';
  readonly label: string;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

function MenuItem({ icon, label, disabled, onClick }: MenuItemProps) {
  return (
    <button
      type="button"
      className="menu-item"
      disabled={disabled}
      onClick={onClick}
      popoverTarget="menu"
      popoverTargetAction="hide"
    >
      <Icon name={icon} />
      {label}
    </button>
  );
}

function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M8 8h10a4 4 0 0 1 0 8h-4a4 4 0 0 0 0 8h10" />
      <circle cx="8" cy="8" r="3.5" className="mark-start" />
      <path d="M24 19.5l4.5 4.5-4.5 4.5-4.5-4.5z" className="mark-end" />
    </svg>
  );
}

function ThemeButton() {
  const commands = useCommands();
  const translate = useTranslate();
  const theme = useSelect(({ preferences }) => preferences.theme);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] as Theme;
  return (
    <Button
      look="quiet"
      icon={THEME_ICONS[theme]}
      label={`${translate('action.theme')}: ${translate(`theme.${theme}`)}`}
      onClick={() => commands.prefer({ theme: next })}
    />
  );
}

function LanguageSelect() {
  const commands = useCommands();
  const translate = useTranslate();
  const language = useLanguage();
  return (
    <select
      className="select language-select"
      aria-label={translate('action.language')}
      value={language}
      onChange={(event) => commands.prefer({ language: event.target.value as Language })}
    >
      {LANGUAGES.map(({ id, name }) => (
        <option key={id} value={id} lang={id}>
          {name}
        </option>
      ))}
    </select>
  );
}
