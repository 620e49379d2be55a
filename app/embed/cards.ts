import type {
  ChannelStructure,
  ClientStructure,
  Frame,
  MessageKind,
  ServiceStructure,
} from '../../src/engine/index.ts';
import { PIPE } from '../canvas/graph.ts';
import type { InstanceState } from '../canvas/InstanceDot.tsx';
import { instanceState } from '../canvas/instance-state.ts';
import { stateColumn } from '../canvas/state-column.ts';
import { waitText } from '../canvas/wait-text.ts';
import { localText } from '../i18n/translate.ts';
import type { Translate } from '../i18n/translate.ts';
import type { Language } from '../i18n/language.ts';
import { plainText } from '../state/plain.ts';
import type { Run } from '../state/run.ts';
import { lastWritten } from '../state/touches.ts';
import { KIND_PATHS } from '../ui/kind-paths.ts';
import { drawn, make, setClass, setText } from './dom.ts';

/** What a part of the stage shows now; `look` are the classes of a finding. */
export interface Moment {
  readonly frame: Frame | undefined;
  readonly entries: number;
  readonly look: string;
  /** Indexes of tables that the finding on the stage has operations on. */
  readonly witnessTables: ReadonlySet<number>;
}

/** A part of the stage: the same markup and classes as on the page, without React. */
export interface PartView {
  readonly element: HTMLElement;
  show(moment: Moment): void;
}

export interface Words {
  readonly language: Language;
  readonly translate: Translate;
}

export function serviceCard(service: ServiceStructure, run: Run, { language, translate }: Words): PartView {
  const up = make('span', 'visually-hidden');
  const dots = make('span', 'dots');
  dots.setAttribute('aria-hidden', 'true');
  const head = make('div', 'card-head', make('strong', 'card-name', localText(service.title, language)), up, dots);
  const waits = make('span', 'chip-text');
  const waiting = make('span', 'chip card-waits', waits);
  const lines = service.tables.map((index) => tableLine(index, run, language));
  const count = make('span', 'tray-count');
  const tray = make('div', 'tray', make('span', '', translate('card.outbox')), count);
  const strips = service.sagas.map((saga) => sagaStrip(saga, run, { language, translate }));
  const element = make('div', 'card', head, ...lines.map((line) => line.element));
  if (service.hasOutbox) element.append(tray);
  element.append(...strips.map((strip) => strip.element));
  return {
    element,
    show(moment) {
      const frame = moment.frame?.services.find(({ id }) => id === service.id);
      const states = frame?.instances.map(instanceState) ?? [];
      const running = states.filter((state) => state !== 'down').length;
      setClass(element, `card ${moment.look}${frame !== undefined && running === 0 ? ' is-down' : ''}`);
      const waitsNow = waitText(run.structure, frame, language, translate);
      setText(waits, waitsNow);
      waiting.title = waitsNow;
      if (waitsNow === '') waiting.remove();
      else if (!waiting.isConnected) up.before(waiting);
      setText(up, translate('card.instances', { up: running, count: service.instances }));
      const shown = states.join(' ');
      if (dots.dataset['states'] !== shown) {
        dots.dataset['states'] = shown;
        dots.replaceChildren(...states.map(instanceDot));
      }
      const unsent = frame?.outbox.length ?? 0;
      setClass(tray, unsent > 0 ? 'tray is-filled' : 'tray');
      setText(count, String(unsent));
      for (const part of [...lines, ...strips]) part.show(moment);
    },
  };
}

function tableLine(index: number, run: Run, language: Language): PartView {
  const table = run.structure.tables[index];
  const count = make('span', 'line-count');
  const element = make(
    'div',
    'line',
    make('span', 'line-name', table === undefined ? '' : localText(table.title, language)),
    count,
  );
  let chip: HTMLElement | undefined;
  let shown = '';
  return {
    element,
    show({ frame, entries, witnessTables }) {
      if (table === undefined) return;
      const service = frame?.services.find(({ id }) => id === table.service);
      const rows = service?.tables.find(({ id }) => id === table.id)?.rows;
      setClass(element, witnessTables.has(index) ? 'line is-witness' : 'line');
      setText(count, String(rows?.length ?? 0));
      const key = lastWritten(run, index, entries);
      const row = key === undefined ? undefined : rows?.find((candidate) => plainText(candidate.key) === key);
      const value = row === undefined ? undefined : plainText(row.values[stateColumn(table)] ?? null);
      const now = value === undefined ? '' : `${key} ${value}`;
      if (now === shown) return;
      shown = now;
      chip?.remove();
      // A new element for a new value, so that it settles visibly.
      chip =
        value === undefined
          ? undefined
          : make('span', 'chip state-chip', make('span', 'chip-key', key ?? ''), make('span', 'chip-text', value));
      if (chip !== undefined) element.append(chip);
    },
  };
}

function sagaStrip(id: string, run: Run, { language, translate }: Words): PartView {
  const saga = run.structure.sagas.find((candidate) => candidate.id === id);
  const title = saga === undefined ? id : localText(saga.title, language);
  const head = make('span', 'strip-head', make('span', 'strip-name', title));
  const count = make('span', 'strip-count');
  const outcome = make('span', 'visually-hidden');
  const steps = (saga?.steps ?? []).map((step) => ({ step, mark: make('span', '') }));
  const strip = make('span', 'strip-steps', ...steps.map(({ mark }) => mark));
  const element = make('div', 'strip', head, strip, outcome);
  return {
    element,
    show({ frame }) {
      const instances = frame?.sagas.filter((candidate) => candidate.saga === id) ?? [];
      const shown = instances.findLast((instance) => instance.outcome === 'running') ?? instances.at(-1);
      setText(outcome, translate(shown === undefined ? 'inspect.saga.none' : `saga.outcome.${shown.outcome}`));
      if (instances.length > 1) {
        setText(count, `×${instances.length}`);
        if (!count.isConnected) head.append(count);
      } else count.remove();
      for (const [i, { step, mark }] of steps.entries()) {
        const state = shown?.steps[i] ?? 'to-come';
        setClass(mark, `strip-step step-${state} step-kind-${step.kind}`);
        mark.title = `${localText(step.title, language)}: ${translate(`saga.${state}`)} (${translate(`saga.${step.kind}`)})`;
      }
    },
  };
}

export function channelPipe(channel: ChannelStructure, { language, translate }: Words): PartView {
  const depth = make('span', 'pipe-depth');
  depth.setAttribute('aria-hidden', 'true');
  const told = make('span', 'visually-hidden');
  const name = make('span', 'pipe-name', localText(channel.title, language));
  const element = make('div', 'pipe', name, depth, told, make('span', 'pipe-tube'));
  return {
    element,
    show({ frame, look }) {
      const queues = frame?.channels.find(({ id }) => id === channel.id)?.queues ?? [];
      const waiting = Math.max(0, ...queues.map(({ items }) => items.filter(({ state }) => state !== 'out').length));
      const kind = channel.kind === 'publish-subscribe' ? ' is-topic' : '';
      setClass(element, `pipe ${look}${waiting > PIPE.slots ? ' is-deep' : ''}${kind}`);
      setText(depth, waiting === 0 ? '' : String(waiting));
      setText(told, translate('card.channel.waiting', { count: waiting }));
    },
  };
}

export function clientFigure(client: ClientStructure, run: Run, { language }: Words): PartView {
  const hand = make('span', 'figure-hand');
  const requests = make('span', 'figure-requests');
  const person = drawn(
    'svg',
    { class: 'figure-person', viewBox: '0 0 48 40', 'aria-hidden': 'true' },
    drawn('circle', { cx: 24, cy: 11, r: 7 }),
    drawn('path', { d: 'M10 37c0-9 6-14 14-14s14 5 14 14' }),
  );
  const element = make('div', 'figure', make('strong', 'figure-name', localText(client.title, language)), requests);
  element.prepend(person, hand);
  return {
    element,
    show({ frame, look }) {
      setClass(element, `figure ${look}`);
      const all = frame?.clients.find(({ id }) => id === client.id)?.requests ?? [];
      const shown = all.map(({ state }) => state).join(' ');
      if (requests.dataset['states'] === shown) return;
      requests.dataset['states'] = shown;
      const next = all.find(({ state }) => state === 'to-come');
      const message = client.requests.find(({ id }) => id === next?.id)?.message;
      const kind = run.structure.messageTypes.find(({ id }) => id === message)?.kind;
      hand.replaceChildren(...(kind === undefined ? [] : [kindShape(kind)]));
      requests.replaceChildren(...all.slice(0, 12).map(({ state }) => make('span', `request request-${state}`)));
    },
  };
}

function kindShape(kind: MessageKind): SVGSVGElement {
  const shape = drawn('path', { d: KIND_PATHS[kind] });
  return drawn('svg', { class: `kind kind-${kind}`, viewBox: '0 0 16 16', 'aria-hidden': 'true' }, shape);
}

function instanceDot(state: InstanceState): SVGSVGElement {
  const shape = state === 'down' ? drawn('path', { d: 'M3 3l6 6M9 3L3 9' }) : drawn('circle', { cx: 6, cy: 6, r: 4 });
  const bar = state === 'blocked' ? [drawn('path', { d: 'M4 6h4' })] : [];
  return drawn('svg', { class: `dot dot-${state}`, viewBox: '0 0 12 12', 'aria-hidden': 'true' }, shape, ...bar);
}
