import { writeFragmentText } from '../../src/engine/index.ts';
import type { Finding, Frame, TextLink } from '../../src/engine/index.ts';
import { countText, millisText } from '../i18n/format.ts';
import { preferredLanguage } from '../i18n/language.ts';
import type { Language } from '../i18n/language.ts';
import { loadMessages, localText, translator } from '../i18n/translate.ts';
import { entrySentence } from '../panels/sentence.ts';
import { entriesAt, momentOf, nextStepEnd, previousStepEnd, stepAt } from '../player/pacing.ts';
import { findingEntry } from '../state/findings.ts';
import { propertyTitle } from '../state/property-text.ts';
import { FrameSource } from '../state/frames.ts';
import { prepareRun } from '../state/run.ts';
import type { Run } from '../state/run.ts';
import type { SafetyRow } from '../state/safety-cells.ts';
import { SupersededError } from '../worker/client.ts';
import type { EngineClient } from '../worker/client.ts';
import { Clock } from './clock.ts';
import { iconButton, make, setClass, setText } from './dom.ts';
import type { MatrixView } from './matrix.ts';
import { readAsked, readHandedOver } from './source.ts';
import type { Asked } from './source.ts';
import { StageView } from './stage.ts';
import { embedTexts } from './texts.ts';

/** Where the playground itself is: what `Open in Sagascope` leads to. */
const PLAYGROUND = new URL('../', location.href.replace(/[?#].*$/s, '')).href;

const motion = matchMedia('(prefers-reduced-motion: reduce)');

/** What a host may ask about. */
export interface PlayerState {
  readonly title: string;
  readonly playing: boolean;
  readonly entries: number;
  readonly length: number;
  readonly timeMicros: number;
  readonly digest: string;
  /** The sentence of the entry at the cursor. */
  readonly sentence: string;
}

export interface PlayerEvents {
  ready(state: PlayerState): void;
  state(state: PlayerState): void;
  finding(anomaly: string, entry: number): void;
  error(message: string): void;
  height(pixels: number): void;
}

/** The embed: one run, its stage and its controls, driven by the link, by the reader, and by the host through a port. */
export class EmbedPlayer {
  readonly #engine: EngineClient;
  readonly #root: HTMLElement;
  readonly #events: PlayerEvents;
  readonly #clock = new Clock(() => this.#moved());
  readonly #frames: FrameSource;
  readonly #stage = new StageView();
  readonly #title = make('h1', 'embed-title');
  readonly #open = make('a', 'embed-open');
  readonly #sentence = make('p', 'embed-sentence');
  readonly #time = make('span', 'embed-time');
  readonly #range = make('input', 'embed-range');
  readonly #marks = make('div', 'embed-marks');
  readonly #all = make('button', 'button embed-all');
  readonly #back = iconButton('quiet', () => this.step(-1));
  readonly #toggle = iconButton('primary', () => (this.#clock.playing ? this.pause() : this.play()));
  readonly #forward = iconButton('quiet', () => this.step(1));
  readonly #embed: HTMLElement;
  readonly #head: HTMLElement;
  readonly #foot: HTMLElement;
  #language: Language = preferredLanguage(navigator.languages);
  #asked: Asked | undefined;
  /** What is on the stage: `#asked`, or a counterexample of its matrix. */
  #played: Asked | undefined;
  #run: Run | undefined;
  #frame: Frame | undefined;
  #entries = 0;
  #finding: Finding | undefined;
  /** The finding in words, once they are loaded. */
  #told: string | undefined;
  /** What the run was begun from, if a matrix was asked for. */
  #matrix: MatrixView | undefined;
  #loads = 0;
  #visible = false;
  #waitsForView = false;

  constructor(root: HTMLElement, engine: EngineClient, events: PlayerEvents) {
    this.#engine = engine;
    this.#root = root;
    this.#events = events;
    this.#frames = new FrameSource(
      (run, step) => engine.frame(run, step),
      (frame) => {
        this.#frame = frame;
        this.#showParts();
      },
      (problem) => {
        if (!(problem instanceof SupersededError))
          this.#fail(embedTexts(this.#language)('embed.broken', { message: messageOf(problem) }));
      },
    );
    this.#open.target = '_blank';
    this.#open.rel = 'noopener';
    this.#range.type = 'range';
    this.#range.min = '0';
    this.#range.step = '1';
    this.#range.addEventListener('input', () => this.#seekByHand(Number(this.#range.value)));
    this.#all.type = 'button';
    this.#all.hidden = true;
    this.#all.addEventListener('click', () => this.#showMatrix());
    this.#head = make('header', 'embed-head', this.#all, this.#title, this.#open);
    const caption = make('div', 'embed-caption', this.#sentence, this.#time);
    const track = make('div', 'embed-track', this.#range, this.#marks);
    const controls = make(
      'div',
      'embed-controls',
      this.#back.element,
      this.#toggle.element,
      this.#forward.element,
      track,
    );
    this.#foot = make('footer', 'embed-foot', caption, controls);
    this.#embed = make('main', 'embed', this.#head, this.#stage.element, this.#foot);
    this.#stage.onPlaced = () => {
      this.#showParts();
      this.#draw();
      const around = this.#embed.offsetHeight - this.#stage.element.offsetHeight;
      this.#events.height(this.#stage.naturalHeight + around);
    };
    motion.addEventListener('change', () => this.#draw());
  }

  get state(): PlayerState {
    const run = this.#run;
    return {
      title: this.#title.textContent ?? '',
      playing: this.#clock.playing,
      entries: this.#entries,
      length: run?.trace.length ?? 0,
      timeMicros: this.#timeMicros(),
      digest: run?.digest ?? '',
      sentence: this.#captionText(),
    };
  }

  /** Shows what a fragment asks for; whatever is wrong is said in the embed's place. */
  async openFragment(fragment: string): Promise<void> {
    const mine = ++this.#loads;
    this.#say(embedTexts(this.#language)('embed.loading'), true);
    const asked = await readAsked(fragment, this.#language);
    if (mine === this.#loads) await this.#show(asked, mine);
  }

  /** Shows a document that the host handed over. @param parameters as in a link, after its source */
  async openDocument(json: string, parameters: string): Promise<void> {
    const mine = ++this.#loads;
    const asked = await readHandedOver(json, parameters, this.#language);
    if (mine === this.#loads) await this.#show(asked, mine);
  }

  /** The host will hand a document over. */
  wait(): void {
    this.#loads++;
    this.#say(embedTexts(this.#language)('embed.loading'), true);
  }

  /** There is no link and nothing was handed over. */
  openNothing(): void {
    this.#loads++;
    this.#say(embedTexts(this.#language)('embed.nothing'), false);
  }

  play(): void {
    this.#leaveFinding();
    this.#waitsForView = false;
    this.#clock.play();
  }

  pause(): void {
    this.#waitsForView = false;
    this.#clock.pause();
  }

  /** Goes so many choices forward, or back. */
  step(choices: number): void {
    const run = this.#run;
    if (run === undefined) return;
    let entries = this.#entries;
    for (let i = Math.min(Math.abs(choices), run.steps); i > 0; i--)
      entries = choices > 0 ? nextStepEnd(run.trace, entries) : previousStepEnd(run.trace, entries);
    this.#seekByHand(entries);
  }

  /** To the moment after so many entries. */
  seek(entries: number): void {
    this.#seekByHand(Math.max(0, Math.min(this.#run?.trace.length ?? 0, Math.floor(entries))));
  }

  seekTime(micros: number): void {
    this.seek(entriesUntil(this.#run, micros));
  }

  setTheme(theme: 'light' | 'dark' | 'auto'): void {
    if (theme === 'auto') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }

  setRate(rate: number): void {
    this.#clock.rate = rate;
  }

  /** Whether the reader can see the embed; while not, it stands still. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    this.#clock.suspend(!visible);
    this.#matrix?.setVisible(visible && this.#matrix.element.isConnected);
    if (visible && this.#waitsForView) this.#startIfAllowed();
  }

  async #show(asked: Asked | { readonly problem: string }, mine: number): Promise<void> {
    if ('problem' in asked) {
      this.#fail(embedTexts(this.#language)('embed.bad-link', { message: asked.problem }));
      return;
    }
    const { link } = asked;
    await this.#speak(link.language);
    if (mine !== this.#loads) return;
    if (link.theme !== undefined) this.setTheme(link.theme);
    this.#matrix?.close();
    this.#matrix = undefined;
    this.#all.hidden = true;
    if (link.view === 'matrix') await this.#openMatrix(asked, mine);
    else await this.#start(asked, mine);
  }

  /** All variants and what is asked of them, in the place of the run. */
  async #openMatrix(asked: Asked, mine: number): Promise<void> {
    const { opening, link } = asked;
    const { MatrixView } = await import('./matrix.ts');
    if (mine !== this.#loads) return;
    const { variant, options } = opening;
    this.#matrix = new MatrixView({
      opening,
      design: { variant: link.options === undefined ? variant : undefined, options },
      bounds: link.bounds ?? {},
      language: this.#language,
      onPlay: (row, property, schedule) => void this.#playFromMatrix(asked, row, property, schedule),
    });
    this.#asked = asked;
    this.#all.replaceChildren(embedTexts(this.#language)('embed.all'));
    this.#showMatrix();
    this.#events.ready(this.state);
  }

  #showMatrix(): void {
    const asked = this.#asked;
    const matrix = this.#matrix;
    if (asked === undefined || matrix === undefined) return;
    this.#clock.pause();
    this.#run = undefined;
    this.#entries = 0;
    this.#all.hidden = true;
    const { scenario } = asked.opening;
    const title = localText(scenario.title, this.#language);
    const question = translator(this.#language)('safe.ask');
    this.#title.replaceChildren(title, ' ', make('span', 'embed-variant', question));
    document.title = title;
    this.#labelControls(title);
    setClass(this.#embed, asked.link.chrome === 'bare' ? 'embed is-bare' : 'embed');
    this.#embed.replaceChildren(this.#head, matrix.element);
    this.#root.replaceChildren(this.#embed);
    this.#open.href = `${PLAYGROUND}#${this.#fragmentHere(asked.link)}`;
    matrix.setVisible(this.#visible);
    const around = this.#embed.offsetHeight - matrix.element.offsetHeight;
    this.#events.height(matrix.element.scrollHeight + around);
  }

  /** A counterexample of the matrix, with the finding told. */
  async #playFromMatrix(
    { opening, link }: Asked,
    { variant, options }: SafetyRow,
    property: string,
    schedule: readonly string[],
  ): Promise<void> {
    const mine = ++this.#loads;
    this.#matrix?.setVisible(false);
    const { view: _view, bounds: _bounds, entries: _entries, timeMicros: _time, options: mixed, ...rest } = link;
    const played: Asked = {
      opening: { ...opening, variant: variant ?? opening.variant, options, overrides: [], schedule },
      link: {
        ...rest,
        variant: variant ?? opening.variant,
        ...(variant === undefined && mixed !== undefined ? { options: mixed } : {}),
        run: { kind: 'schedule', schedule },
      },
    };
    await this.#start(played, mine);
    if (mine !== this.#loads || this.#run === undefined) return;
    this.#all.hidden = false;
    const { findings } = this.#run;
    const finding = findings.find(({ anomaly }) => anomaly === property) ?? findings[0];
    if (finding === undefined) this.#startIfAllowed();
    else this.#tell(finding);
  }

  async #start(asked: Asked, mine: number): Promise<void> {
    const { opening, link } = asked;
    if (this.#matrix === undefined) this.#asked = asked;
    this.#played = asked;
    this.#clock.rate = link.speed ?? 1;
    const texts = embedTexts(this.#language);
    const { scenario, options, seed, overrides, schedule } = opening;
    try {
      const reply = await this.#engine.run({
        scenario,
        builtIn: opening.builtIn !== undefined,
        options,
        seed,
        overrides,
        ...(schedule === undefined ? {} : { schedule }),
      });
      if (mine !== this.#loads) return;
      if ('problems' in reply) {
        const { problemText } = await import('./problem-text.ts');
        const [first] = reply.problems;
        this.#fail(texts('embed.rejected', { message: first === undefined ? '' : problemText(first, this.#language) }));
        return;
      }
      const run = prepareRun(reply, scenario);
      this.#run = run;
      this.#frame = undefined;
      this.#finding = undefined;
      const title = localText(scenario.title, this.#language);
      const variant = localText(scenario.variants[opening.variant]?.title ?? { en: '' }, this.#language);
      this.#title.replaceChildren(title, ' ', make('span', 'embed-variant', variant));
      document.title = title;
      setClass(this.#embed, link.chrome === 'bare' ? 'embed is-bare' : 'embed');
      this.#labelControls(title);
      this.#embed.replaceChildren(this.#head, this.#stage.element, this.#foot);
      this.#root.replaceChildren(this.#embed);
      const entries = link.entries ?? (link.timeMicros === undefined ? 0 : entriesUntil(run, link.timeMicros));
      this.#entries = -1;
      this.#clock.load(run.pacing.durationMillis, momentOf(run.pacing, Math.min(entries, run.trace.length)));
      this.#showMarks(run);
      await this.#stage.load(run, scenario.layout, { language: this.#language, translate: translator(this.#language) });
      if (mine !== this.#loads) return;
      if (run.divergence !== undefined) this.#events.error(texts('embed.diverged', { step: run.divergence.step + 1 }));
      this.#events.ready(this.state);
      if (link.play === '1' || link.play === 'visible') this.#startIfAllowed();
    } catch (problem) {
      if (mine === this.#loads && !(problem instanceof SupersededError))
        this.#fail(texts('embed.broken', { message: messageOf(problem) }));
    }
  }

  /** Nothing moves by itself for those who asked for less motion, nor before it can be seen. */
  #startIfAllowed(): void {
    if (motion.matches) return;
    if (this.#visible) this.play();
    else this.#waitsForView = true;
  }

  async #speak(tag: string | undefined): Promise<void> {
    if (tag !== undefined) this.#language = preferredLanguage([tag, ...navigator.languages]);
    document.documentElement.lang = this.#language;
    await loadMessages(this.#language);
  }

  #labelControls(title: string): void {
    const translate = translator(this.#language);
    const texts = embedTexts(this.#language);
    this.#back.show('step-back', translate('player.step-back'));
    this.#forward.show('step-forward', translate('player.step'));
    this.#range.setAttribute('aria-label', translate('timeline.label'));
    this.#stage.element.setAttribute('aria-label', texts('embed.stage', { title }));
    this.#open.replaceChildren(texts('embed.open'), make('span', 'visually-hidden', ` (${texts('embed.opens-new')})`));
  }

  #seekByHand(entries: number): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#clock.pause();
    this.#leaveFinding();
    this.#clock.seek(momentOf(run.pacing, entries));
  }

  #leaveFinding(): void {
    this.#finding = undefined;
  }

  #tell(finding: Finding): void {
    const run = this.#run;
    if (run === undefined) return;
    this.#clock.pause();
    this.#finding = finding;
    this.#told = undefined;
    this.#clock.seek(momentOf(run.pacing, findingEntry(finding) + 1));
    this.#showParts();
    this.#showCaption();
    void import('./explain.ts').then(({ tellFinding }) => {
      if (this.#finding !== finding) return;
      this.#told = tellFinding(finding, run.structure, this.#language);
      this.#showCaption();
    });
  }

  /** The clock moved, or began or ceased to. */
  #moved(): void {
    const run = this.#run;
    if (run === undefined) return;
    const entries = entriesAt(run.pacing, this.#clock.atMillis);
    const before = this.#entries;
    if (entries !== before) {
      this.#entries = entries;
      const step = stepAt(run.trace, entries, run.steps);
      this.#frame = this.#frames.want(run.id, step) ?? this.#frame;
      this.#showParts();
      if (before >= 0)
        for (const finding of run.findings) {
          const at = findingEntry(finding);
          if (at >= before && at < entries) this.#events.finding(finding.anomaly, at + 1);
        }
    }
    this.#showCaption();
    this.#showControls();
    this.#draw();
    this.#events.state(this.state);
  }

  #draw(): void {
    this.#stage.draw(this.#clock.atMillis, motion.matches);
  }

  #showParts(): void {
    this.#stage.show(this.#frame, this.#entries, this.#finding);
  }

  #showControls(): void {
    const run = this.#run;
    if (run === undefined) return;
    const translate = translator(this.#language);
    const { playing, atEnd } = this.#clock;
    const label = playing ? 'player.pause' : atEnd ? 'player.replay' : 'player.play';
    this.#toggle.show(playing ? 'pause' : atEnd ? 'replay' : 'play', translate(label));
    this.#back.element.disabled = this.#entries === 0;
    this.#forward.element.disabled = this.#entries === run.trace.length;
    this.#range.max = String(run.trace.length);
    this.#range.value = String(this.#entries);
    const values = {
      n: this.#entries,
      count: run.trace.length,
      time: millisText(this.#timeMicros()),
      sentence: this.#captionText(),
    };
    this.#range.setAttribute('aria-valuetext', translate('timeline.value', values));
    if (!playing) this.#open.href = `${PLAYGROUND}#${this.#fragmentHere(this.#played?.link)}`;
  }

  #showCaption(): void {
    const run = this.#run;
    if (run === undefined) return;
    // Read aloud when the reader stands still, not at every entry that passes.
    this.#sentence.setAttribute('aria-live', this.#clock.playing ? 'off' : 'polite');
    setClass(this.#sentence, this.#finding === undefined ? 'embed-sentence' : 'embed-sentence is-finding');
    const told = this.#captionText();
    if (this.#sentence.textContent !== told)
      this.#sentence.replaceChildren(
        ...(this.#finding === undefined ? [told] : [make('strong', '', this.#titleOf(this.#finding)), this.#tail()]),
      );
    setText(
      this.#time,
      `${countText(this.#entries)} / ${countText(run.trace.length)} · ${millisText(this.#timeMicros())}`,
    );
  }

  #captionText(): string {
    const run = this.#run;
    if (run === undefined) return '';
    if (this.#finding !== undefined) return this.#titleOf(this.#finding) + this.#tail();
    if (this.#entries <= 0) return translator(this.#language)('timeline.start');
    return entrySentence(run, this.#entries - 1, this.#language);
  }

  /** What follows the title of the finding. */
  #tail(): string {
    return this.#told === undefined ? '' : `. ${this.#told}`;
  }

  #titleOf(finding: Finding): string {
    const title = propertyTitle(finding.anomaly, this.#asked?.opening.scenario, this.#language);
    return embedTexts(this.#language)('embed.finding', { title, n: findingEntry(finding) + 1 });
  }

  #timeMicros(): number {
    return this.#entries <= 0 ? 0 : (this.#run?.trace.times[this.#entries - 1] ?? 0);
  }

  /** The findings above the range; pressed, one is told. */
  #showMarks(run: Run): void {
    const marks = run.findings.map((finding) => {
      const mark = make('button', 'embed-mark');
      mark.type = 'button';
      const title = this.#titleOf(finding);
      mark.setAttribute('aria-label', title);
      mark.title = title;
      mark.style.left = `${((findingEntry(finding) + 1) / Math.max(1, run.trace.length)) * 100}%`;
      mark.addEventListener('click', () => this.#tell(finding));
      return mark;
    });
    this.#marks.replaceChildren(...marks);
  }

  /** The present link, at the present moment, without what only concerns an embed. */
  #fragmentHere(link: TextLink | undefined): string {
    if (link === undefined) return '';
    const { play: _play, chrome: _chrome, timeMicros: _timeMicros, entries: _entries, ...rest } = link;
    const written = writeFragmentText(this.#entries > 0 ? { ...rest, entries: this.#entries } : rest);
    return written.ok ? written.value : location.hash.slice(1);
  }

  #fail(message: string): void {
    this.#clock.pause();
    this.#run = undefined;
    this.#say(message, false);
    this.#events.error(message);
  }

  /** A sentence in the place of the run. */
  #say(message: string, busy: boolean): void {
    document.documentElement.lang = this.#language;
    const text = make('p', '', message);
    text.setAttribute('role', busy ? 'status' : 'alert');
    const link = make('a', 'embed-open', embedTexts(this.#language)('embed.open'));
    link.href = PLAYGROUND;
    link.target = '_blank';
    link.rel = 'noopener';
    this.#root.replaceChildren(make('main', 'embed', make('div', 'embed-message', text, ...(busy ? [] : [link]))));
  }
}

function entriesUntil(run: Run | undefined, micros: number): number {
  if (run === undefined) return 0;
  let count = 0;
  while (count < run.trace.length && (run.trace.times[count] as number) <= micros) count++;
  return count;
}

function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}
