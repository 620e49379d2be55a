import { isLinkFragment } from '../../src/engine/index.ts';
import type { Link, LinkProblem, Opening, Scenario, TextLink } from '../../src/engine/index.ts';
import { loadMessages } from '../i18n/translate.ts';
import { momentOf } from '../player/pacing.ts';
import { reducedMotion } from '../state/commands.ts';
import type { Playground } from '../state/context.tsx';
import { freshEdit } from '../state/fresh-edit.ts';
import { showPreferences } from '../state/preferences.ts';
import type { Edit } from '../state/store.ts';
import { presentFragment, replaceFragment } from './address.ts';
import { presentLink } from './present-link.ts';
import type { Codec } from './present-link.ts';
import { WorkShelf } from './work.ts';

const WRITE_MILLIS = 500;

/** Chunks of their own: links and the words about them are loaded when there is one. */
const loadCodec = () => import('./codec.ts');
const loadTexts = () => import('./texts.ts');

export interface Sharing {
  /** Resolves when what the address asks for, or else the last work or the first scenario, is open. */
  readonly opened: Promise<void>;
  stop(): void;
}

/**
 * Joins the page to its address: opens what a link says, now and whenever the address changes, and keeps the address, once
 * something was changed, such that it opens what is on the stage. Keeps the reader's own documents.
 */
export function connectSharing(playground: Playground): Sharing {
  const sharing = new Connected(playground);
  const opened = sharing.start();
  return { opened, stop: () => sharing.stop() };
}

class Connected {
  readonly #playground: Playground;
  readonly #shelf = new WorkShelf();
  readonly #stops: (() => void)[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #written: string | undefined;
  /** What came from a link or from the shelf: no work of the reader, until it is changed. */
  #given: Scenario | undefined;
  #work: number | undefined;

  constructor(playground: Playground) {
    this.#playground = playground;
  }

  async start(): Promise<void> {
    const fragment = presentFragment();
    // What the address says is opened in the order in which it said it, and heard from the beginning on: it may change
    // while what it said first is still on its way.
    let opening = this.#openFirst(fragment);
    const changed = (): void => {
      const present = presentFragment();
      if (present === this.#written || !isLinkFragment(present)) return;
      opening = this.#openAfter(opening, present);
    };
    const leaving = (): void => this.#flush();
    addEventListener('hashchange', changed);
    addEventListener('pagehide', leaving);
    this.#stops.push(
      () => removeEventListener('hashchange', changed),
      () => removeEventListener('pagehide', leaving),
    );
    await opening;
    this.#stops.push(this.#watch());
  }

  /** Opens what the address says now, when what it said before is open, or could not be. */
  async #openAfter(before: Promise<void>, fragment: string): Promise<void> {
    await Promise.allSettled([before]);
    await this.#open(fragment);
  }

  async #openFirst(fragment: string): Promise<void> {
    if (isLinkFragment(fragment)) await this.#open(fragment);
    else if (this.#playground.store.getState().edit === undefined) await this.#openUnasked();
  }

  stop(): void {
    clearTimeout(this.#timer);
    for (const stop of this.#stops) stop();
  }

  /** Writes the address, later, when the reader changed something or moved the cursor; not while the run plays. */
  #watch(): () => void {
    return this.#playground.store.subscribe((state, before) => {
      if (state.edit !== before.edit && state.edit !== undefined) this.#keep(state.edit);
      const moved = state.entries !== before.entries && !state.playing && !before.playing;
      const paused = before.playing && !state.playing && state.entries < (state.run?.trace.length ?? 0);
      const asked =
        (state.dialog === 'safe') !== (before.dialog === 'safe') ||
        (state.dialog === 'safe' && state.bounds !== before.bounds);
      if (state.edit === before.edit && !moved && !paused && !asked) return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#write(), WRITE_MILLIS);
    });
  }

  #flush(): void {
    if (this.#timer !== undefined) void this.#write();
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const codec = await loadCodec();
    const state = this.#playground.store.getState();
    const link = presentLink(codec, state, true);
    if (link === undefined || state.playing) return;
    const written = codec.writeFragment(link);
    // An address that no longer says what is on the stage would mislead: better none.
    this.#written = written.ok ? written.value : undefined;
    if (!replaceFragment(this.#written) && written.ok) {
      this.#written = undefined;
      replaceFragment(undefined);
    }
  }

  #keep(edit: Edit): void {
    if (edit.builtIn !== undefined || edit.scenario === this.#given) {
      if (edit.builtIn !== undefined) this.#work = undefined;
      return;
    }
    this.#given = edit.scenario;
    this.#work = this.#shelf.keep(this.#work, edit.scenario);
  }

  async #openUnasked(): Promise<void> {
    const { store, commands } = this.#playground;
    const work = this.#shelf.newest;
    if (work !== undefined) {
      const { readLinkedDocument } = await loadCodec();
      const scenario = readLinkedDocument(work.json);
      if (scenario.ok) {
        this.#given = scenario.value;
        this.#work = work.id;
        await commands.openEdit(freshEdit(scenario.value, undefined));
        return;
      }
    }
    const [first] = store.getState().scenarios;
    if (first !== undefined) await commands.open(first.id);
  }

  async #open(fragment: string): Promise<void> {
    const codec = await loadCodec();
    const parsed = codec.parseFragmentText(fragment);
    if (!parsed.ok) return this.#refuse(fragment, this.#sentence(codec, parsed.problems));
    const document = await this.#documentOf(codec, parsed.value);
    if ('problem' in document) return this.#refuse(fragment, document.problem);
    const opening = codec.openLink(parsed.value, document.scenario, document.builtIn);
    if (!opening.ok) return this.#refuse(fragment, this.#sentence(codec, opening.problems));
    await this.#show(codec, opening.value, parsed.value);
  }

  async #documentOf(
    codec: Codec,
    { source }: TextLink,
  ): Promise<{ readonly scenario: Scenario; readonly builtIn: string | undefined } | { readonly problem: string }> {
    const { scenarios, preferences } = this.#playground.store.getState();
    if (source.kind === 'built-in') {
      const item = scenarios.find(({ id }) => id === source.id);
      if (item !== undefined) return { scenario: await item.load(), builtIn: source.id };
      return {
        problem: this.#sentence(codec, [
          codec.unknownScenario(
            source.id,
            scenarios.map(({ id }) => id),
          ),
        ]),
      };
    }
    if (source.kind === 'document') {
      const scenario = codec.readLinkedDocument(source.json);
      return scenario.ok
        ? { scenario: scenario.value, builtIn: undefined }
        : { problem: this.#sentence(codec, scenario.problems) };
    }
    const { fetchScenarioText } = await import('./fetch-scenario.ts');
    const fetched = await fetchScenarioText(source.address, preferences.language);
    if ('problem' in fetched) return fetched;
    const scenario = codec.readLinkedDocument(fetched.text);
    if (scenario.ok) return { scenario: scenario.value, builtIn: undefined };
    const problem = this.#sentence(codec, scenario.problems);
    const { shareText } = await loadTexts();
    return { problem: shareText(preferences.language, 'share.no-scenario', { problem }) };
  }

  async #show(codec: Codec, opening: Opening, link: Omit<Link, 'source'>): Promise<void> {
    const { store, commands } = this.#playground;
    const { variant, ...rest } = opening;
    this.#given = opening.scenario;
    this.#work = undefined;
    await this.#preferLike(link);
    const mixed = link.options !== undefined;
    const entries = link.entries;
    await commands.openEdit(
      { ...rest, variant: mixed ? undefined : variant },
      entries === undefined ? 'start' : { entries },
    );
    const { run } = store.getState();
    if (run === undefined) return;
    if (entries === undefined && link.timeMicros !== undefined) {
      const { trace, pacing } = run;
      let count = 0;
      while (count < trace.length && (trace.times[count] as number) <= link.timeMicros) count++;
      commands.scrub(momentOf(pacing, count));
    }
    this.#select(link.selection);
    commands.setBounds(link.bounds ?? {});
    if (link.view === 'matrix') commands.askSafety();
    else if (store.getState().dialog === 'safe') commands.showDialog(undefined);
    if (link.speed !== undefined) commands.setRate(link.speed);
    const broken = link.seal === undefined ? undefined : codec.brokenSeal(link.seal, run.trace);
    if (broken !== undefined) {
      const { language } = store.getState().preferences;
      const { shareText } = await loadTexts();
      const message = shareText(language, 'share.differs', { from: broken.from + 1, to: broken.to });
      commands.notify({ kind: 'note', message });
    } else if ((link.play === '1' || link.play === 'visible') && !reducedMotion()) commands.play();
  }

  #select(part: string | undefined): void {
    if (part === undefined) return;
    const { commands } = this.#playground;
    if (part.startsWith('saga:'))
      commands.select({ kind: 'saga', saga: part.slice('saga:'.length), instance: undefined });
    else commands.select({ kind: 'part', part });
  }

  /** Language and theme as the link wishes, for this visit only. */
  async #preferLike(link: Pick<Link, 'language' | 'theme'>): Promise<void> {
    const { store } = this.#playground;
    const { preferences } = store.getState();
    const asked = link.language?.toLowerCase().split('-')[0];
    const language = asked === 'en' || asked === 'ko' ? asked : preferences.language;
    const theme = link.theme === undefined ? preferences.theme : link.theme === 'auto' ? 'system' : link.theme;
    if (language === preferences.language && theme === preferences.theme) return;
    await loadMessages(language);
    store.setState({ preferences: { ...preferences, language, theme } });
    showPreferences({ ...preferences, language, theme });
  }

  /** Says what is wrong; what is open stays open, and what the reader wrote stays kept. */
  async #refuse(received: string, message: string): Promise<void> {
    const { store, commands } = this.#playground;
    if (store.getState().edit === undefined) await this.#openUnasked();
    commands.notify({ kind: 'link', message, received });
  }

  #sentence(codec: Codec, problems: readonly LinkProblem[]): string {
    const [first] = problems;
    return first === undefined
      ? ''
      : codec.linkProblemText(first, this.#playground.store.getState().preferences.language);
  }
}
