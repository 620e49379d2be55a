import { assign, fromCallback, setup } from 'xstate';
import { ease } from './ease.ts';

/** What the player knows. Moments are milliseconds at speed 1 from the start of the run. */
export interface PlayerContext {
  readonly atMillis: number;
  readonly durationMillis: number;
  readonly rate: number;
  /** A short movement to a moment that was jumped to, so that the eye can follow. */
  readonly glide:
    | { readonly fromMillis: number; readonly toMillis: number; readonly elapsedMillis: number }
    | undefined;
}

export type PlayerEvent =
  | { readonly type: 'load'; readonly durationMillis: number; readonly atMillis: number }
  | { readonly type: 'play' }
  | { readonly type: 'pause' }
  | { readonly type: 'toggle' }
  | { readonly type: 'seek'; readonly atMillis: number }
  | { readonly type: 'glide'; readonly atMillis: number }
  | { readonly type: 'rate'; readonly rate: number }
  | { readonly type: 'tick'; readonly elapsedMillis: number };

const GLIDE_MILLIS = 320;

function within(context: PlayerContext, atMillis: number): number {
  return Math.max(0, Math.min(context.durationMillis, atMillis));
}

/** Calls back once per animation frame with the time since the last one; a tab that slept does not jump. */
const frames = fromCallback<{ type: 'stop' }>(({ sendBack }) => {
  let last: number | undefined;
  let request = requestAnimationFrame(function next(now) {
    const elapsedMillis = last === undefined ? 0 : Math.min(100, now - last);
    last = now;
    request = requestAnimationFrame(next);
    sendBack({ type: 'tick', elapsedMillis });
  });
  return () => cancelAnimationFrame(request);
});

/**
 * The player: wall clock to position in the run. `paused` and `gliding` are at rest or on the way to a moment asked for;
 * `playing` goes on by itself until the end.
 */
export const playerMachine = setup({
  types: { context: {} as PlayerContext, events: {} as PlayerEvent },
  actors: { frames },
  guards: {
    atEnd: ({ context }) => context.atMillis >= context.durationMillis,
    arrivesAtEnd: ({ context, event }) =>
      event.type === 'tick' && context.atMillis + event.elapsedMillis * context.rate >= context.durationMillis,
    arrives: ({ context, event }) =>
      event.type === 'tick' && (context.glide?.elapsedMillis ?? 0) + event.elapsedMillis >= GLIDE_MILLIS,
    isEmpty: ({ context }) => context.durationMillis === 0,
  },
  actions: {
    load: assign(({ event, context }) =>
      event.type === 'load'
        ? {
            durationMillis: event.durationMillis,
            atMillis: Math.min(event.atMillis, event.durationMillis),
            glide: undefined,
          }
        : context,
    ),
    seek: assign(({ event, context }) =>
      event.type === 'seek' ? { atMillis: within(context, event.atMillis), glide: undefined } : context,
    ),
    startGlide: assign(({ event, context }) =>
      event.type === 'glide'
        ? { glide: { fromMillis: context.atMillis, toMillis: within(context, event.atMillis), elapsedMillis: 0 } }
        : context,
    ),
    moveGlide: assign(({ event, context }) => {
      if (event.type !== 'tick' || context.glide === undefined) return context;
      const { fromMillis, toMillis } = context.glide;
      const elapsedMillis = context.glide.elapsedMillis + event.elapsedMillis;
      const part = ease(Math.min(1, elapsedMillis / GLIDE_MILLIS));
      return { atMillis: fromMillis + (toMillis - fromMillis) * part, glide: { fromMillis, toMillis, elapsedMillis } };
    }),
    endGlide: assign(({ context }) => ({ atMillis: context.glide?.toMillis ?? context.atMillis, glide: undefined })),
    advance: assign(({ event, context }) =>
      event.type === 'tick'
        ? { atMillis: within(context, context.atMillis + event.elapsedMillis * context.rate) }
        : context,
    ),
    toStart: assign({ atMillis: 0 }),
    toEnd: assign(({ context }) => ({ atMillis: context.durationMillis })),
    setRate: assign(({ event, context }) => (event.type === 'rate' ? { rate: event.rate } : context)),
  },
}).createMachine({
  id: 'player',
  initial: 'paused',
  context: { atMillis: 0, durationMillis: 0, rate: 1, glide: undefined },
  on: {
    load: { target: '.paused', actions: 'load' },
    rate: { actions: 'setRate' },
    seek: { target: '.paused', actions: 'seek' },
    glide: { target: '.gliding', actions: 'startGlide' },
  },
  states: {
    paused: {
      on: {
        play: [{ guard: 'isEmpty' }, { guard: 'atEnd', target: 'playing', actions: 'toStart' }, { target: 'playing' }],
        toggle: [
          { guard: 'isEmpty' },
          { guard: 'atEnd', target: 'playing', actions: 'toStart' },
          { target: 'playing' },
        ],
      },
    },
    gliding: {
      invoke: { src: 'frames' },
      on: {
        tick: [{ guard: 'arrives', target: 'paused', actions: 'endGlide' }, { actions: 'moveGlide' }],
        play: { target: 'playing', actions: 'endGlide' },
        toggle: { target: 'playing', actions: 'endGlide' },
        pause: { target: 'paused', actions: 'endGlide' },
      },
    },
    playing: {
      invoke: { src: 'frames' },
      on: {
        tick: [{ guard: 'arrivesAtEnd', target: 'paused', actions: 'toEnd' }, { actions: 'advance' }],
        pause: 'paused',
        toggle: 'paused',
      },
    },
  },
});
