import '../panels/app.css';
import '../canvas/stage.css';
import '../panels/gallery.css';
import '../panels/story.css';
import '../panels/header.css';
import '../panels/side-panel.css';
import '../panels/stage-bar.css';
import '../panels/transport.css';
import '../panels/timeline.css';
import './first.css';
import type { Frame } from '../../src/engine/index.ts';
import type { CatalogueItem } from '../../src/scenarios/index.ts';
import { Clock } from '../embed/clock.ts';
import { make } from '../embed/dom.ts';
import { StageView } from '../embed/stage.ts';
import { localText, translator } from '../i18n/translate.ts';
import { entriesAt, stepAt } from '../player/pacing.ts';
import type { Running } from '../state/commands.ts';
import { FrameSource } from '../state/frames.ts';
import { galleryFits } from '../state/gallery-room.ts';
import type { Preferences } from '../state/preferences.ts';
import type { Run } from '../state/run.ts';
import type { Edit } from '../state/store.ts';
import type { EngineClient } from '../worker/client.ts';
import { bottom, gallery, header, sheetBar, sidePanel, stageBar, stageTools, storyBand } from './furniture.ts';
import type { Bottom, SheetBar, SidePanel, Surroundings, Wish } from './furniture.ts';

/** Where the picture stood when it was taken down, and what the reader asked of it that only the application can do. */
export interface Left {
  readonly atMillis: number;
  readonly playing: boolean;
  readonly wishes: readonly Wish[];
}

const motion = matchMedia('(prefers-reduced-motion: reduce)');

/** Hidden pages draw no frames; the application comes to them all the same. */
const LONGEST_WAIT_MILLIS = 1000;
/** Before the first message sets off: the picture begins where something happens. */
const LEAD_MILLIS = 20;

/**
 * The first picture of the page: a running scenario on a stage without React. The application is fetched while it runs and
 * takes its place at the same moment of the same run.
 */
export class FirstPicture {
  readonly #edit: Edit;
  readonly #surroundings: Surroundings;
  readonly #clock = new Clock(() => this.#moved());
  readonly #frames: FrameSource;
  readonly #stage = new StageView('page');
  readonly #bottom: Bottom;
  readonly #side: SidePanel;
  readonly #sheets: SheetBar;
  readonly #element: HTMLElement;
  readonly #wishes: Wish[] = [];
  #run: Run | undefined;
  #frame: Frame | undefined;
  #entries = -1;
  /** A message has been drawn on its way. */
  #hasMoved = false;
  #tellSeen: () => void = () => undefined;
  /** A message moves, or the reader wants something, or nothing will move: time for the application. */
  readonly seen = new Promise<void>((resolve) => {
    this.#tellSeen = resolve;
  });

  constructor(edit: Edit, items: readonly CatalogueItem[], { language, theme }: Preferences, engine: EngineClient) {
    this.#edit = edit;
    this.#frames = new FrameSource(
      (id, step) => engine.frame(id, step),
      (frame) => {
        this.#frame = frame;
        this.#showParts();
      },
      // The application asks again, and tells it.
      () => this.#tellSeen(),
    );
    this.#surroundings = { language, theme, translate: translator(language), wish: (wanted) => this.#wish(wanted) };
    const around = this.#surroundings;
    this.#bottom = bottom(edit, () => this.#toggle(), around);
    this.#side = sidePanel(around);
    this.#sheets = sheetBar(around);
    this.#stage.element.append(stageTools());
    this.#stage.element.setAttribute('aria-label', around.translate('region.stage'));
    this.#stage.element.addEventListener('click', (event) => this.#press(event));
    const hasGallery = galleryFits();
    this.#element = make(
      'div',
      `first app${hasGallery ? '' : ' is-gallery-closed'}`,
      header(localText(edit.scenario.title, language), around),
      gallery(items, edit, around),
      make(
        'main',
        'middle',
        stageBar(edit, around),
        ...(hasGallery ? [] : storyBand(edit, around)),
        this.#stage.element,
      ),
      this.#side.element,
      this.#bottom.element,
      this.#sheets.element,
    );
    this.#stage.onPlaced = () => this.#draw();
  }

  /** Puts the picture before everything else, while its run is being made. */
  show(): void {
    document.body.prepend(this.#element);
    addEventListener('keydown', this.#pressKey, true);
  }

  /** Lets a run go. */
  play(run: Run): void {
    this.#run = run;
    this.#bottom.load(run);
    this.#sheets.show(run.findings.length);
    void this.#stage.load(run, this.#edit.scenario.layout, this.#surroundings);
    const [first] = run.motions;
    const start = first === undefined || motion.matches ? 0 : Math.max(0, first.startMillis - LEAD_MILLIS);
    this.#clock.load(run.pacing.durationMillis, start);
    if (motion.matches) requestAnimationFrame(() => this.#tellSeen());
    else this.#clock.play();
    setTimeout(() => this.#tellSeen(), LONGEST_WAIT_MILLIS);
  }

  /** What is on the stage, for the application to be built around. */
  get running(): Running | undefined {
    const run = this.#run;
    return run === undefined ? undefined : { edit: this.#edit, run, frame: this.#frame };
  }

  get atMillis(): number {
    return this.#clock.atMillis;
  }

  /** Stops here; the picture stays until it is removed. */
  leave(): Left {
    const { atMillis, playing } = this.#clock;
    removeEventListener('keydown', this.#pressKey, true);
    this.#clock.pause();
    return { atMillis, playing, wishes: this.#wishes };
  }

  remove(): void {
    removeEventListener('keydown', this.#pressKey, true);
    this.#stage.close();
    this.#element.remove();
  }

  /** Says what went wrong while the application was fetched. */
  tell(message: string): void {
    const text = make('p', 'first-told', message);
    text.setAttribute('role', 'alert');
    this.#element.append(text);
  }

  #moved(): void {
    const run = this.#run;
    if (run === undefined) return;
    const { atMillis, durationMillis, playing } = this.#clock;
    const entries = entriesAt(run.pacing, atMillis);
    if (entries !== this.#entries) {
      this.#entries = entries;
      this.#frame = this.#frames.want(run.id, stepAt(run.trace, entries, run.steps)) ?? this.#frame;
      this.#showParts();
    }
    this.#bottom.show(run, entries, playing, durationMillis === 0 ? 0 : atMillis / durationMillis);
    this.#draw();
  }

  #firstMessage(): void {
    this.#hasMoved = true;
    performance.mark('first-message');
    // Painted before anything else is fetched.
    requestAnimationFrame(() => this.#tellSeen());
  }

  #showParts(): void {
    this.#stage.show(this.#frame, this.#entries, undefined);
    this.#side.show(this.#run?.findings.length ?? 0, this.#frame?.choices.length ?? 0);
  }

  #draw(): void {
    const messages = this.#stage.draw(this.#clock.atMillis, motion.matches);
    if (!this.#hasMoved && this.#clock.playing && messages > 0) this.#firstMessage();
  }

  #toggle(): void {
    if (this.#clock.playing) this.#clock.pause();
    else this.#clock.play();
    this.#tellSeen();
  }

  #wish(wanted: Wish): void {
    this.#wishes.push(wanted);
    this.#tellSeen();
  }

  /** A part of the stage is selected. */
  #press(event: MouseEvent): void {
    const part = event.target instanceof Element ? event.target.closest<HTMLElement>('.embed-part') : null;
    const id = part?.dataset['part'];
    if (id !== undefined) this.#wish((commands) => commands.select({ kind: 'part', part: id }));
  }

  /** Space holds and goes on at once; other keys are pressed again when the application listens. */
  readonly #pressKey = (event: KeyboardEvent): void => {
    const { key, shiftKey } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || key === 'Tab') return;
    event.stopImmediatePropagation();
    if (key === ' ') {
      event.preventDefault();
      this.#toggle();
    } else
      this.#wish(
        () => void document.body.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true })),
      );
  };
}
