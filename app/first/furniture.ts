import type { Run } from '../state/run.ts';
import type { Edit } from '../state/store.ts';
import type { CatalogueItem } from '../../src/scenarios/index.ts';
import { drawn, icon, make, setText } from '../embed/dom.ts';
import { countText, millisText } from '../i18n/format.ts';
import { LANGUAGES } from '../i18n/language.ts';
import type { Language } from '../i18n/language.ts';
import { localText } from '../i18n/translate.ts';
import type { Translate } from '../i18n/translate.ts';
import { entrySentence, LANES } from '../panels/sentence.ts';
import { SHEETS } from '../panels/sheets.ts';
import { drawTicks } from '../panels/ticks.ts';
import { RATES } from '../player/rates.ts';
import type { Commands } from '../state/commands.ts';
import { THEME_ICONS } from '../panels/theme-icons.ts';
import type { Theme } from '../state/preferences.ts';
import type { IconName } from '../ui/icon-paths.ts';

/**
 * What stands around the stage before the application is there: the same markup and classes, so that nothing jumps when it
 * comes. It is for the eye and the pointer only; what is pressed is a wish that the application fulfils.
 */
export interface Surroundings {
  readonly language: Language;
  readonly translate: Translate;
  readonly theme: Theme;
  readonly wish: (wanted: Wish) => void;
}

export type Wish = (commands: Commands) => void;

interface Standing {
  readonly icon?: IconName;
  readonly text?: string;
  readonly look?: 'plain' | 'quiet' | 'primary';
  readonly className?: string;
  readonly disabled?: boolean;
}

/** Out of the way of the keyboard and of screen readers, which wait for the real one. */
function hide<E extends HTMLElement>(element: E): E {
  element.setAttribute('aria-hidden', 'true');
  return element;
}

function button({ icon: name, text, look = 'plain', className, disabled = false }: Standing, press?: () => void) {
  const classes = ['button'];
  if (look !== 'plain') classes.push(`button-${look}`);
  if (text === undefined) classes.push('button-icon');
  if (className !== undefined) classes.push(className);
  const element = make('button', classes.join(' '));
  element.type = 'button';
  element.tabIndex = -1;
  element.disabled = disabled;
  if (name !== undefined) element.append(icon(name));
  if (text !== undefined) element.append(make('span', '', text));
  if (press !== undefined) element.addEventListener('click', press);
  return hide(element);
}

function select(className: string, texts: readonly string[], shown: string): HTMLSelectElement {
  const element = make('select', `select ${className}`, ...texts.map((text) => make('option', '', text)));
  element.value = shown;
  element.tabIndex = -1;
  return hide(element);
}

export function header(title: string, { language, translate, theme, wish }: Surroundings): HTMLElement {
  const mark = drawn(
    'svg',
    { class: 'mark', viewBox: '0 0 32 32', 'aria-hidden': 'true' },
    drawn('path', { d: 'M8 8h10a4 4 0 0 1 0 8h-4a4 4 0 0 0 0 8h10' }),
    drawn('circle', { class: 'mark-start', cx: 8, cy: 8, r: 3.5 }),
    drawn('path', { class: 'mark-end', d: 'M24 19.5l4.5 4.5-4.5 4.5-4.5-4.5z' }),
  );
  const brand = make('div', 'brand', make('span', 'brand-name', 'Sagascope'));
  brand.prepend(mark);
  const tool = (name: IconName, press?: () => void, disabled = false) =>
    button({ look: 'quiet', icon: name, disabled }, press);
  const dialog = (id: 'editor' | 'machines' | 'help' | 'share') => () => wish((commands) => commands.showDialog(id));
  const names = LANGUAGES.map(({ name }) => name);
  const tools = make(
    'div',
    'header-tools wide-only',
    tool('undo', undefined, true),
    tool('redo', undefined, true),
    tool('edit', dialog('editor')),
    tool('machine', dialog('machines')),
    tool(THEME_ICONS[theme]),
    select('language-select', names, LANGUAGES.find(({ id }) => id === language)?.name ?? ''),
    tool('help', dialog('help')),
  );
  return make(
    'header',
    'header',
    button({ look: 'quiet', icon: 'panel', className: 'wide-only' }, () =>
      wish((commands) => commands.toggleGallery()),
    ),
    brand,
    make('h1', 'header-title', title),
    button({ look: 'primary', icon: 'shield', text: translate('safe.ask'), className: 'header-safe' }, () =>
      wish((commands) => commands.askSafety()),
    ),
    plain(button({ icon: 'share', text: translate('action.share'), className: 'wide-only' }, dialog('share'))),
    tools,
    button({ look: 'quiet', icon: 'more', className: 'narrow-only' }),
  );
}

/** A button whose text is not wrapped: it stays where others leave only their icon. */
function plain(element: HTMLElement): HTMLElement {
  const text = element.querySelector('span');
  text?.replaceWith(text.textContent);
  return element;
}

export function gallery(items: readonly CatalogueItem[], edit: Edit, surroundings: Surroundings): HTMLElement {
  const { language, translate, wish } = surroundings;
  const lessons = items.map(({ id, title, summary }) => {
    const name = make('strong', 'lesson-title', localText(title, language));
    if (id === edit.builtIn) {
      const told = make('p', 'lesson-summary', localText(edit.scenario.summary, language));
      const fork = make('button', 'lesson-fork', icon('branch'), translate('gallery.fork'));
      fork.type = 'button';
      fork.tabIndex = -1;
      fork.addEventListener('click', () => wish((commands) => commands.fork()));
      return make('li', '', make('article', 'lesson is-open', name, told, ...story(edit, surroundings), fork));
    }
    const lesson = make('button', 'lesson', name, make('span', 'lesson-summary', localText(summary, language)));
    lesson.type = 'button';
    lesson.tabIndex = -1;
    lesson.addEventListener('click', () => wish((commands) => void commands.open(id)));
    return make('li', '', lesson);
  });
  const heading = make('h2', 'panel-title', translate('gallery.title'));
  return hide(make('aside', 'left', make('div', 'gallery', heading, make('ul', '', ...lessons))));
}

/** The first step of the story. */
function story({ scenario }: Edit, { language, translate, wish }: Surroundings): HTMLElement[] {
  const steps = scenario.story ?? [];
  const [step] = steps;
  if (step === undefined) return [];
  const goTo = (index: number) => () => wish((commands) => void commands.showStory(index));
  const dots = steps.map((_step, i) => {
    const dot = make('button', 'story-dot');
    dot.type = 'button';
    dot.tabIndex = -1;
    if (i === 0) dot.setAttribute('aria-current', 'step');
    dot.addEventListener('click', goTo(i));
    return make('li', '', dot);
  });
  const hasMore = steps.length > 1;
  const actions = make(
    'div',
    'story-actions',
    plain(button({ look: 'quiet', text: translate('story.previous'), disabled: true })),
    plain(
      hasMore
        ? button({ look: 'primary', text: translate('story.next') }, goTo(1))
        : button({ text: translate('story.again') }, goTo(0)),
    ),
  );
  const text = make('p', 'story-text', localText(step.text, language));
  return [make('section', 'story', make('ol', 'story-dots', ...dots), text, actions)];
}

/** Above the stage where the list is out of sight. */
export function storyBand(edit: Edit, surroundings: Surroundings): HTMLElement[] {
  const told = story(edit, surroundings);
  const close = button({ look: 'quiet', icon: 'close', className: 'story-close' }, () =>
    surroundings.wish((commands) => commands.closeStory()),
  );
  return told.length === 0 ? [] : [hide(make('div', 'story-band', close, ...told))];
}

export function stageBar(edit: Edit, { language, translate, wish }: Surroundings): HTMLElement {
  const { scenario, options } = edit;
  const variants = Object.entries(scenario.variants).map(([id, { title }]) => ({
    id,
    title: localText(title, language),
  }));
  const choices = variants.map(({ id, title }) => {
    const radio = make('input', '');
    radio.type = 'radio';
    radio.name = 'first-variant';
    radio.checked = id === edit.variant;
    radio.tabIndex = -1;
    radio.addEventListener('change', () => wish((commands) => void commands.setVariant(id)));
    return make('label', '', radio, make('span', '', title));
  });
  const titles = variants.map(({ title }) => title);
  const shown = variants.find(({ id }) => id === edit.variant)?.title ?? '';
  const row = make('div', 'stage-bar-variants', make('div', 'segmented', ...choices));
  row.append(select('stage-bar-select', titles, shown));
  const bar = hide(make('div', 'stage-bar', row));
  const known = Object.entries(scenario.options ?? {});
  if (known.length === 0) return bar;
  const changed = known.filter(([id, option]) => (options[id] ?? option.default) !== option.default).length;
  const text = changed === 0 ? translate('design.options') : translate('design.options.count', { count: changed });
  bar.append(plain(button({ look: 'quiet', text, className: 'options-button' })));
  return bar;
}

export interface SidePanel {
  readonly element: HTMLElement;
  /** @param choices how many acts are possible now */
  show(findings: number, choices: number): void;
}

export function sidePanel({ translate, wish }: Surroundings): SidePanel {
  const found = make('span', 'tab-count is-anomaly');
  const next = make('span', 'tab-count');
  const tabs = (['inspect', 'findings', 'next', 'log'] as const).map((id) => {
    const tab = make('button', 'tab', translate(`tab.${id}`));
    tab.type = 'button';
    tab.tabIndex = -1;
    if (id === 'inspect') tab.setAttribute('aria-selected', 'true');
    if (id === 'findings') tab.append(found);
    if (id === 'next') tab.append(next);
    tab.addEventListener('click', () => wish((commands) => commands.showTab(id)));
    return tab;
  });
  return {
    element: hide(make('aside', 'right', make('div', 'side-panel', make('div', 'tabs', ...tabs)))),
    show(findings, choices) {
      count(found, findings);
      count(next, choices);
    },
  };
}

function count(element: HTMLElement, number: number): void {
  element.hidden = number === 0;
  setText(element, String(number));
}

/** The stage's own tools; there is nothing to zoom yet. */
export function stageTools(): HTMLElement {
  const tools = (['minus', 'plus', 'fit'] as const).map((name) => button({ look: 'quiet', icon: name }));
  return hide(make('div', 'stage-tools', ...tools));
}

/** The player's row and the timeline below it. */
export interface Bottom {
  readonly element: HTMLElement;
  /** A run is there; to be called when this has its size. */
  load(run: Run): void;
  show(run: Run, entries: number, playing: boolean, part: number): void;
}

export function bottom(edit: Edit, toggle: () => void, surroundings: Surroundings): Bottom {
  const { language, translate, wish } = surroundings;
  const play = button({ look: 'primary', icon: 'play', className: 'transport-play' }, toggle);
  const to = (name: IconName, press: Wish, disabled = false) =>
    button({ look: 'quiet', icon: name, disabled }, () => wish(press));
  const start = to('start', (commands) => commands.toStart());
  const back = to('step-back', (commands) => commands.stepBack());
  const forward = to('step-forward', (commands) => commands.stepForward());
  const end = to('end', (commands) => commands.toEnd());
  const time = make('span', 'readout-time', millisText(0));
  const entry = make('span', 'readout-entry', translate('timeline.entry', { n: 0, count: 0 }));
  const sentence = make('span', 'readout-sentence', translate('timeline.start'));
  const more = make(
    'div',
    'transport-group transport-more',
    select(
      '',
      RATES.map((rate) => `${rate}×`),
      '1×',
    ),
    button({ icon: 'dice', text: translate('player.seed.value', { seed: edit.seed }) }, () =>
      wish((commands) => void commands.newSeed()),
    ),
  );
  const transport = make(
    'div',
    'transport',
    make('div', 'transport-group', start, back, play, forward, end),
    make('div', 'readout', time, entry, sentence),
    more,
  );
  const lanes = LANES.map((lane) => make('span', '', translate(`timeline.lane.${lane}`)));
  const [ahead, behind] = [make('canvas', 'ticks ticks-ahead'), make('canvas', 'ticks ticks-behind')];
  const track = make('div', 'timeline-track', ahead, behind, make('div', 'timeline-cursor'));
  const timeline = make('div', 'timeline', make('div', 'timeline-lanes', ...lanes), track);
  let drawnIcon: IconName | undefined;
  let shown = -1;
  return {
    element: hide(make('footer', 'bottom', transport, timeline)),
    show(run, entries, playing, part) {
      const name = playing ? 'pause' : 'play';
      if (name !== drawnIcon) play.replaceChildren(icon(name));
      drawnIcon = name;
      track.style.setProperty('--at', String(part));
      if (entries === shown) return;
      shown = entries;
      start.disabled = back.disabled = entries === 0;
      time.textContent = millisText(entries === 0 ? 0 : (run.trace.times[entries - 1] as number));
      entry.textContent = translate('timeline.entry', { n: countText(entries), count: countText(run.trace.length) });
      sentence.textContent = entries === 0 ? translate('timeline.start') : entrySentence(run, entries - 1, language);
    },
    load(run) {
      const text = String(run.findings.length);
      const flag = button({ look: 'quiet', icon: 'flag', text, className: 'transport-finding' }, () =>
        wish((commands) => commands.nextFinding()),
      );
      if (run.findings.length > 0) more.prepend(flag);
      for (const canvas of [ahead, behind]) drawTicks(canvas, run, track.clientWidth);
    },
  };
}

/** The panels of a narrow screen. */
export interface SheetBar {
  readonly element: HTMLElement;
  show(findings: number): void;
}

export function sheetBar({ translate, wish }: Surroundings): SheetBar {
  const found = make('span', 'sheet-count');
  const tabs = SHEETS.map(({ id, icon: name }) => {
    const shape = make('span', 'sheet-icon', icon(name));
    if (id === 'findings') shape.append(found);
    const tab = make('button', 'sheet-tab', shape, translate(`tab.${id}`));
    tab.type = 'button';
    tab.tabIndex = -1;
    tab.addEventListener('click', () => wish((commands) => commands.showSheet(id)));
    return tab;
  });
  return { element: hide(make('div', 'sheet-bar', ...tabs)), show: (findings) => count(found, findings) };
}
