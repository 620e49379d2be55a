import { createActor } from 'xstate';
import type { InspectionEvent } from 'xstate';
import type { Frame, LinkBounds, OptionValues, Scenario } from '../../src/engine/index.ts';
import { playerMachine } from '../player/machine.ts';
import { entriesAt, momentOf, nextStepEnd, previousStepEnd, stepAt } from '../player/pacing.ts';
import { RATES } from '../player/rates.ts';
import { SupersededError } from '../worker/client.ts';
import type { EngineClient } from '../worker/client.ts';
import { findingEntry, followingFinding } from './findings.ts';
import { FrameSource } from './frames.ts';
import { freshEdit } from './fresh-edit.ts';
import { keepPreferences, showPreferences } from './preferences.ts';
import type { Preferences } from './preferences.ts';
import { prepareRun } from './run.ts';
import type { Run } from './run.ts';
import { samePlace } from './same-entry.ts';
import { storyEntry } from './story.ts';
import { PAST_LIMIT } from './store.ts';
import type { Dialog, Edit, Notice, PlaygroundState, Selection, Sheet, Store, Tab } from './store.ts';

/** A run that was begun elsewhere, with what it was made from and the world as it was last seen. */
export interface Running {
  readonly edit: Edit;
  readonly run: Run;
  readonly frame: Frame | undefined;
}

/** Where the cursor goes when a new run is there. */
type Place = 'start' | 'same-entry' | { readonly entries: number } | { readonly afterStep: number };

export type Commands = ReturnType<typeof createCommands>;

/**
 * The named things that a person can do: the one gateway through which state changes. Edits go down (document, options,
 * seed, schedule -> run); the player moves the cursor; frames come up as it moves.
 */
export function createCommands(store: Store, engine: Pick<EngineClient, 'run' | 'frame'>) {
  let inspect: ((event: InspectionEvent) => void) | undefined;
  const player = createActor(playerMachine, { inspect: (event) => inspect?.(event) });
  const frames = new FrameSource(
    (run, step) => engine.frame(run, step),
    (frame) => set({ frame }),
    (problem) => fail(problem),
  );
  let runNumber = 0;
  let openNumber = 0;
  const opened = new Set<string>();

  const get = (): PlaygroundState => store.getState();
  const set = (part: Partial<PlaygroundState>): void => store.setState(part);

  /** An answer that is no longer wanted is no failure. */
  function fail(problem: unknown): void {
    if (!(problem instanceof SupersededError)) set({ notice: { kind: 'broken', message: messageOf(problem) } });
  }

  player.subscribe(({ context, value }) => {
    const { run, entries, playing, rate } = get();
    if (run === undefined) return;
    const now = entriesAt(run.pacing, context.atMillis);
    if (now !== entries) moveTo(now);
    const isPlaying = value === 'playing';
    if (isPlaying !== playing || context.rate !== rate) set({ playing: isPlaying, rate: context.rate });
  });
  player.start();

  function moveTo(entries: number): void {
    const { run, frame } = get();
    if (run === undefined) return;
    const step = stepAt(run.trace, entries, run.steps);
    set({ entries, step, frame: frames.want(run.id, step) ?? frame });
  }

  async function rerun(place: Place): Promise<void> {
    const { edit, run: before, entries } = get();
    if (edit === undefined) return;
    const number = ++runNumber;
    set({ running: true });
    const { scenario, options, seed, overrides, schedule } = edit;
    try {
      const reply = await engine.run({
        scenario,
        builtIn: edit.builtIn !== undefined,
        options,
        seed,
        overrides,
        ...(schedule === undefined ? {} : { schedule }),
      });
      if (number !== runNumber) return;
      if ('problems' in reply) {
        set({ running: false, notice: { kind: 'rejected', problems: reply.problems } });
        return;
      }
      const run = prepareRun(reply, scenario);
      const at =
        place === 'start'
          ? 0
          : place === 'same-entry'
            ? before === undefined
              ? 0
              : samePlace(before.trace, entries, run.trace)
            : 'entries' in place
              ? Math.min(place.entries, run.trace.length)
              : nextStepEnd(run.trace, firstEntryOf(run.trace.steps, place.afterStep));
      set({
        run,
        running: false,
        notice: undefined,
        focus: undefined,
        hovered: undefined,
        frame: undefined,
      });
      player.send({ type: 'load', durationMillis: run.pacing.durationMillis, atMillis: momentOf(run.pacing, at) });
      moveTo(at);
    } catch (problem) {
      if (number !== runNumber) return;
      set({ running: false });
      fail(problem);
    }
  }

  /** Makes an edit that can be undone, and runs what comes of it. */
  function change(part: Partial<Edit>, place: Place): Promise<void> {
    const { edit, past } = get();
    if (edit === undefined) return Promise.resolve();
    set({ edit: { ...edit, ...part }, past: [...past, edit].slice(-PAST_LIMIT), future: [] });
    return rerun(place);
  }

  /** Where the cursor is, or is gliding to: quick steps add up. */
  function goal(run: Run): number {
    const { glide: under } = player.getSnapshot().context;
    return under === undefined ? get().entries : entriesAt(run.pacing, under.toMillis);
  }

  function glide(entries: number): void {
    const { run } = get();
    if (run === undefined) return;
    player.send({ type: reducedMotion() ? 'seek' : 'glide', atMillis: momentOf(run.pacing, entries) });
  }

  const commands = {
    player,

    /** Replaces what is open. The document is undoable work, so this is an edit too. */
    openEdit: (edit: Edit, place: Place = 'start'): Promise<void> => {
      const { edit: before, past } = get();
      set({
        edit,
        past: before === undefined ? past : [...past, before].slice(-PAST_LIMIT),
        future: [],
        selection: undefined,
        storyStep: 0,
        storyOpen: !get().galleryOpen,
        sheet: undefined,
        ...(before?.scenario === edit.scenario ? {} : { bounds: {} }),
      });
      return rerun(place);
    },
    /** Opens a built-in scenario; of several that are asked for in a row, the last. */
    open: async (id: string): Promise<void> => {
      const item = get().scenarios.find((candidate) => candidate.id === id);
      if (item === undefined) return;
      const number = ++openNumber;
      const scenario = await item.load();
      if (number !== openNumber) return;
      const isFirst = !opened.has(id);
      opened.add(id);
      await commands.openEdit(freshEdit(scenario, id));
      // What has not been seen yet shows by itself what it is about.
      if (number === openNumber && isFirst && get().edit?.builtIn === id && !reducedMotion())
        player.send({ type: 'play' });
    },
    /** The reader's own document: kept on the same seed and, if it is the same scenario, at the same place. */
    applyDocument: (scenario: Scenario): Promise<void> => {
      const { edit } = get();
      if (edit === undefined || edit.scenario.id !== scenario.id)
        return commands.openEdit(freshEdit(scenario, undefined));
      const variant =
        edit.variant !== undefined && scenario.variants[edit.variant] !== undefined ? edit.variant : undefined;
      const options =
        variant === undefined ? keepKnown(edit.options, scenario) : (scenario.variants[variant]?.options ?? {});
      return change(
        { scenario, builtIn: undefined, variant, options, overrides: [], schedule: undefined },
        'same-entry',
      );
    },
    fork: (): void => {
      set({ dialog: 'editor' });
    },
    /** Takes over what runs already; it stands still until the player is told to go on. */
    takeOver: ({ edit, run, frame }: Running, atMillis: number): void => {
      if (edit.builtIn !== undefined) opened.add(edit.builtIn);
      set({ edit, run, frame, storyOpen: !get().galleryOpen });
      player.send({ type: 'load', durationMillis: run.pacing.durationMillis, atMillis });
    },
    setVariant: (variant: string): Promise<void> => {
      const { edit } = get();
      const found = edit?.scenario.variants[variant];
      if (found === undefined || edit?.variant === variant) return Promise.resolve();
      return change({ variant, options: found.options, overrides: [], schedule: undefined }, 'same-entry');
    },
    setOption: (option: string, value: string | number): Promise<void> => {
      const { edit } = get();
      if (edit === undefined) return Promise.resolve();
      const options = { ...edit.options, [option]: value };
      return change(
        { options, variant: variantOf(edit.scenario, options), overrides: [], schedule: undefined },
        'same-entry',
      );
    },
    setSeed: (seed: number): Promise<void> => {
      return change({ seed, overrides: [], schedule: undefined }, 'start');
    },
    newSeed: async (): Promise<void> => {
      const { edit, playing } = get();
      if (edit === undefined) return;
      await commands.setSeed(edit.seed >= Number.MAX_SAFE_INTEGER ? 1 : edit.seed + 1);
      if (playing) player.send({ type: 'play' });
    },
    /** Makes one of the enabled choices happen at the cursor; what was chosen by hand later in the run is given up. */
    choose: (choice: string): Promise<void> => {
      const { edit, step } = get();
      if (edit === undefined) return Promise.resolve();
      const overrides = [...edit.overrides.filter((override) => override.step < step), { step, choice }];
      const schedule = edit.schedule?.slice(0, step);
      return change(schedule === undefined ? { overrides } : { schedule: [...schedule, choice], overrides: [] }, {
        afterStep: step,
      });
    },
    letSeedDecide: (): Promise<void> => {
      return change({ overrides: [], schedule: undefined }, 'same-entry');
    },
    /** Plays a counterexample: of which design, what it shows, and by which schedule. */
    playSchedule: (
      design: Pick<Edit, 'variant' | 'options'>,
      property: string,
      schedule: readonly string[],
    ): Promise<void> => {
      set({ dialog: undefined });
      return change({ ...design, schedule, overrides: [] }, 'start').then(() => {
        const findings = get().run?.findings ?? [];
        const shown = findings.findIndex(({ anomaly }) => anomaly === property);
        if (findings.length > 0) commands.focusFinding(Math.max(0, shown));
        else player.send({ type: 'play' });
      });
    },
    undo: (): Promise<void> => {
      const { edit, past, future } = get();
      const before = past[past.length - 1];
      if (edit === undefined || before === undefined) return Promise.resolve();
      set({ edit: before, past: past.slice(0, -1), future: [edit, ...future] });
      return rerun('same-entry');
    },
    redo: (): Promise<void> => {
      const { edit, past, future } = get();
      const next = future[0];
      if (edit === undefined || next === undefined) return Promise.resolve();
      set({ edit: next, past: [...past, edit], future: future.slice(1) });
      return rerun('same-entry');
    },

    play: (): void => player.send({ type: 'play' }),
    pause: (): void => player.send({ type: 'pause' }),
    togglePlay: (): void => {
      set({ focus: undefined });
      player.send({ type: 'toggle' });
    },
    stepForward: (): void => {
      const { run } = get();
      if (run !== undefined) glide(nextStepEnd(run.trace, goal(run)));
    },
    stepBack: (): void => {
      const { run } = get();
      if (run !== undefined) glide(previousStepEnd(run.trace, goal(run)));
    },
    moveBy: (entries: number): void => {
      const { run } = get();
      if (run !== undefined) glide(Math.max(0, Math.min(run.trace.length, goal(run) + entries)));
    },
    toStart: (): void => glide(0),
    toEnd: (): void => {
      const { run } = get();
      if (run !== undefined) glide(run.trace.length);
    },
    goTo: (entries: number): void => glide(entries),
    /** Follows the pointer without delay. */
    scrub: (atMillis: number): void => {
      player.send({ type: 'seek', atMillis });
    },
    setRate: (rate: number): void => {
      player.send({ type: 'rate', rate });
    },
    changeRate: (by: 1 | -1): void => {
      const next = RATES[RATES.indexOf(get().rate) + by];
      if (next !== undefined) commands.setRate(next);
    },

    select: (selection: Selection | undefined): void => {
      set({ selection, ...(selection === undefined ? {} : { tab: 'inspect' as Tab }) });
    },
    hover: (entry: number | undefined): void => {
      if (get().hovered !== entry) set({ hovered: entry });
    },
    focusFinding: (index: number): void => {
      const finding = get().run?.findings[index];
      if (finding === undefined) return;
      set({ focus: index, tab: 'findings', sheet: undefined });
      glide(findingEntry(finding) + 1);
    },
    nextFinding: (): void => {
      const { run, focus, entries } = get();
      if (run === undefined || run.findings.length === 0) return;
      const next = focus === undefined ? followingFinding(run.findings, entries) : (focus + 1) % run.findings.length;
      if (next !== undefined) commands.focusFinding(next);
    },
    previousFinding: (): void => {
      const { run, focus } = get();
      if (run === undefined || run.findings.length === 0) return;
      commands.focusFinding(((focus ?? 0) - 1 + run.findings.length) % run.findings.length);
    },
    closeStory: (): void => set({ storyOpen: false }),
    leaveFinding: (): void => set({ focus: undefined }),

    /** Goes to a step of the story: its variant, its parts, its place in the run. */
    showStory: async (index: number): Promise<void> => {
      const { edit } = get();
      const step = edit?.scenario.story?.[index];
      if (edit === undefined || step === undefined) return;
      set({ storyStep: index, storyOpen: true, focus: undefined, sheet: undefined });
      if (step.variant !== undefined && step.variant !== edit.variant) await commands.setVariant(step.variant);
      const { run } = get();
      if (run === undefined || step.pauseAt === undefined) return;
      const found = storyEntry(step.pauseAt, run);
      if (found.finding !== undefined) commands.focusFinding(found.finding);
      else glide(found.entries);
    },

    askSafety: (): void => {
      if (get().edit !== undefined) set({ dialog: 'safe' });
    },
    setBounds: (bounds: LinkBounds): void => set({ bounds }),
    showTab: (tab: Tab): void => set({ tab, sheet: undefined }),
    showSheet: (sheet: Sheet | undefined): void =>
      set(sheet === undefined || sheet === 'scenarios' || sheet === 'story' ? { sheet } : { sheet, tab: sheet }),
    showDialog: (dialog: Dialog | undefined): void => set({ dialog }),
    toggleGallery: (): void => set({ galleryOpen: !get().galleryOpen }),
    notify: (notice: Notice | undefined): void => set({ notice }),
    prefer: (part: Partial<Preferences>): void => {
      const preferences = { ...get().preferences, ...part };
      set({ preferences });
      keepPreferences(preferences);
      showPreferences(preferences);
    },
    /** Gives every inspection event of the page's own machines to `observer` until it is replaced. */
    observeMachines: (observer: ((event: InspectionEvent) => void) | undefined): void => {
      inspect = observer;
    },
  };
  return commands;
}

/** The variant that these options are, if they are one: what is not named has its default. */
export function variantOf(scenario: Scenario, options: OptionValues): string | undefined {
  const complete = (values: OptionValues): string =>
    JSON.stringify(Object.entries(scenario.options ?? {}).map(([id, option]) => values[id] ?? option.default));
  const wanted = complete(options);
  return Object.entries(scenario.variants).find(([, variant]) => complete(variant.options) === wanted)?.[0];
}

function keepKnown(options: OptionValues, scenario: Scenario): OptionValues {
  return Object.fromEntries(Object.entries(options).filter(([id]) => scenario.options?.[id] !== undefined));
}

function firstEntryOf(steps: Int32Array, step: number): number {
  let entry = 0;
  while (entry < steps.length && (steps[entry] as number) < step) entry++;
  return entry;
}

function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}

export function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
