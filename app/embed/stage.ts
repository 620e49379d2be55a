import './world.css';
import type { Finding, Frame, Scenario } from '../../src/engine/index.ts';
import { drawTokens } from '../canvas/draw.ts';
import type { Palette } from '../canvas/draw.ts';
import { around, fitGraph, LARGEST_ZOOM, roomOf, stageMargins } from '../canvas/fit.ts';
import type { Transform } from '../canvas/fit.ts';
import type { Box, Way } from '../canvas/geometry.ts';
import { PIPE } from '../canvas/graph.ts';
import { layOut } from '../canvas/layout.ts';
import type { Size } from '../canvas/layout.ts';
import { readPalette } from '../canvas/palette.ts';
import { newTokens, placeTokens } from '../canvas/tokens.ts';
import type { Scene } from '../canvas/tokens.ts';
import { routeEdges } from '../canvas/ways.ts';
import { placeMarks, ribbonPath, tableOfEntry } from '../canvas/witness.ts';
import type { Mark } from '../canvas/witness.ts';
import { findingEntry, witnessEntries } from '../state/findings.ts';
import type { Run } from '../state/run.ts';
import { channelPipe, clientFigure, serviceCard } from './cards.ts';
import type { PartView, Words } from './cards.ts';
import { drawn, make } from './dom.ts';

const PADDING = 16;

/** `embed`: as large as it may be. `page`: just where the page's own stage shows it, which takes its place. */
type Standing = 'embed' | 'page';

interface Placed {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly scene: Scene;
  readonly room: Size;
}

/** Half the width of a numbered mark. */
const MARK_REACH = 14;

/** The graph, fitted into its place, with the messages on a canvas above it. It takes no wheel and no pointer. */
export class StageView {
  readonly element: HTMLElement;
  readonly #standing: Standing;
  readonly #world: HTMLElement;
  readonly #canvas: HTMLCanvasElement;
  readonly #ribbon = make('div', 'ribbon');
  readonly #tokens = newTokens();
  #ways: SVGSVGElement = drawn('svg', { class: 'ways', 'aria-hidden': 'true' });
  #parts = new Map<string, PartView>();
  #run: Run | undefined;
  #places: Scenario['layout'];
  #placed: Placed | undefined;
  #palette: Palette | undefined;
  #transform: Transform = [0, 0, 1];
  #finding: Finding | undefined;
  #drawn = '';
  #layouts = 0;
  /** Height that the graph would fill at its present width, in pixels. */
  naturalHeight = 0;
  /** Ceases to follow sizes and themes. */
  readonly close: () => void;
  /** Called when the graph was laid out anew. */
  onPlaced: () => void = () => undefined;

  constructor(standing: Standing = 'embed') {
    this.#standing = standing;
    this.#world = make('div', 'embed-world');
    this.#canvas = make('canvas', 'messages');
    this.#canvas.setAttribute('aria-hidden', 'true');
    this.element = make('div', `stage ${standing}-stage`, this.#world, this.#canvas);
    this.element.setAttribute('role', 'group');
    const sizes = new ResizeObserver(() => void this.#layOut());
    sizes.observe(this.element);
    const forget = (): void => {
      this.#palette = undefined;
      this.#drawn = '';
    };
    const looks = matchMedia('(prefers-color-scheme: dark)');
    looks.addEventListener('change', forget);
    const themes = new MutationObserver(forget);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    this.close = () => {
      sizes.disconnect();
      themes.disconnect();
      looks.removeEventListener('change', forget);
    };
  }

  /** Puts another run on the stage; resolves when it can be seen. */
  load(run: Run, places: Scenario['layout'], words: Words): Promise<void> {
    this.#run = run;
    this.#places = places;
    this.#finding = undefined;
    this.#placed = undefined;
    const { services, channels, clients } = run.structure;
    this.#parts = new Map<string, PartView>([
      ...clients.map((client) => [`client:${client.id}`, clientFigure(client, run, words)] as const),
      ...services.map((service) => [`service:${service.id}`, serviceCard(service, run, words)] as const),
      ...channels.map((channel) => [`channel:${channel.id}`, channelPipe(channel, words)] as const),
    ]);
    return this.#layOut();
  }

  /** Values into the cards; while a finding is told, all but its parts are dimmed. */
  show(frame: Frame | undefined, entries: number, finding: Finding | undefined): void {
    const run = this.#run;
    if (run === undefined) return;
    if (finding !== this.#finding) {
      this.#finding = finding;
      this.#arrange();
      this.#drawn = '';
    }
    const witness = finding === undefined ? [] : witnessEntries(finding);
    const lit = new Set(
      finding === undefined ? [] : [...witness, findingEntry(finding)].map((entry) => run.parts[entry]),
    );
    const witnessTables = new Set(
      witness.map((entry) => tableOfEntry(run.trace, entry)).filter((table) => table !== undefined),
    );
    this.#ways.classList.toggle('is-dimmed', finding !== undefined);
    for (const [id, part] of this.#parts) {
      const look = finding === undefined ? '' : lit.has(id) ? 'is-lit' : 'is-dimmed';
      part.show({ frame, entries, look, witnessTables });
    }
  }

  /** Draws the messages at a moment of the player. @returns how many are on the stage */
  draw(atMillis: number, still: boolean): number {
    const brush = this.#canvas.getContext('2d');
    if (brush === null || this.#placed === undefined) return 0;
    const { clientWidth: width, clientHeight: height } = this.element;
    const pixelRatio = Math.min(2, devicePixelRatio);
    const state = [atMillis, still, width, height, pixelRatio, ...this.#transform].join(' ');
    if (state === this.#drawn) return this.#tokens.count;
    this.#drawn = state;
    const [wide, high] = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
    if (this.#canvas.width !== wide) this.#canvas.width = wide;
    if (this.#canvas.height !== high) this.#canvas.height = high;
    this.#palette ??= readPalette(this.element);
    placeTokens(this.#placed.scene, atMillis, still, this.#tokens);
    drawTokens(brush, this.#tokens, { transform: this.#transform, pixelRatio, width, height }, this.#palette);
    return this.#tokens.count;
  }

  async #layOut(): Promise<void> {
    const run = this.#run;
    const { clientWidth, clientHeight } = this.element;
    const room =
      this.#standing === 'page'
        ? roomOf(clientWidth, clientHeight)
        : { width: clientWidth - 2 * PADDING, height: clientHeight - 2 * PADDING };
    if (run === undefined || room.width <= 0 || room.height <= 0) return;
    const mine = ++this.#layouts;
    const layout = await layOut(run.graph, this.#places ?? {}, room);
    if (mine !== this.#layouts || run !== this.#run) return;
    const ways = routeEdges(run.graph, layout);
    const slots = run.structure.channels.flatMap(({ id }) => {
      const box = layout.boxes.get(`channel:${id}`);
      return box === undefined
        ? []
        : [[`channel:${id}`, { x: box.x + PIPE.slotsLeft, y: box.y + PIPE.slotsTop }] as const];
    });
    this.#placed = { boxes: layout.boxes, scene: { ways, slots: new Map(slots), motions: run.motions }, room };
    this.#drawWays(ways, run);
    this.#world.replaceChildren(this.#ways);
    for (const [id, { element }] of this.#parts) {
      const box = layout.boxes.get(id);
      if (box === undefined) continue;
      const holder = make('div', 'embed-part', element);
      holder.dataset['part'] = id;
      Object.assign(holder.style, {
        left: `${box.x}px`,
        top: `${box.y}px`,
        width: `${box.width}px`,
        height: `${box.height}px`,
      });
      this.#world.append(holder);
    }
    this.#world.append(this.#ribbon);
    this.#arrange();
    this.#drawn = '';
    this.onPlaced();
  }

  /** The marks of the finding, and then the graph with them, as large as the place allows. */
  #arrange(): void {
    const [run, placed] = [this.#run, this.#placed];
    if (run === undefined || placed === undefined) return;
    const finding = this.#finding;
    const witness = finding === undefined ? [] : witnessEntries(finding);
    const told = finding === undefined || witness.length > 0 ? witness : [findingEntry(finding)];
    const marks = placeMarks(told, run.trace, run.structure, run.parts, placed.boxes);
    this.#showRibbon(marks);
    this.#fit(placed, marks);
  }

  #fit(placed: Placed, marks: readonly Mark[]): void {
    if (this.#standing === 'page') {
      const { clientWidth: width, clientHeight: height } = this.element;
      this.#stand(fitGraph(around(placed.boxes.values()), { width, height }, stageMargins(placed.room)));
    } else this.#fitAll(placed, marks);
  }

  /** All that is drawn, lines and marks too, as large as the place allows. */
  #fitAll({ boxes, scene, room }: Placed, marks: readonly Mark[]): void {
    let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
    const cover = (x: number, y: number): void => {
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    };
    for (const { x, y, width, height } of boxes.values()) {
      cover(x, y);
      cover(x + width, y + height);
    }
    for (const { samples } of scene.ways.values())
      for (let i = 0; i < samples.length; i += 2) cover(samples[i] as number, samples[i + 1] as number);
    for (const { place } of marks) cover(place.x + MARK_REACH, place.y);
    const [width, height] = [right - left, bottom - top];
    const zoom = Math.min(room.width / width, room.height / height, LARGEST_ZOOM);
    const x = PADDING + (room.width - width * zoom) / 2 - left * zoom;
    const y = PADDING + (room.height - height * zoom) / 2 - top * zoom;
    this.#stand([x, y, zoom]);
    this.naturalHeight = Math.ceil(height * Math.min(room.width / width, LARGEST_ZOOM)) + 2 * PADDING;
  }

  #stand(transform: Transform): void {
    const [x, y, zoom] = transform;
    this.#transform = transform;
    this.#world.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
  }

  #drawWays(ways: ReadonlyMap<string, Way>, run: Run): void {
    const direct = new Set(run.graph.edges.filter((edge) => edge.direct).map(({ id }) => id));
    const paths = [...ways].map(([id, { path }]) =>
      drawn('path', { d: path, class: direct.has(id) ? 'way way-direct' : 'way' }),
    );
    this.#ways = drawn('svg', { class: 'ways', 'aria-hidden': 'true' }, ...paths);
  }

  /** Joins the operations of the finding, numbered in their order. */
  #showRibbon(marks: readonly Mark[]): void {
    this.#ribbon.replaceChildren();
    if (marks.length === 0) return;
    const d = ribbonPath(marks);
    const [back, line] = [drawn('path', { class: 'ribbon-back', d }), drawn('path', { class: 'ribbon-line', d })];
    this.#ribbon.append(drawn('svg', { 'aria-hidden': 'true' }, back, line));
    for (const { number, place } of marks) {
      const mark = make('span', 'ribbon-mark', String(number));
      Object.assign(mark.style, { left: `${place.x}px`, top: `${place.y}px` });
      this.#ribbon.append(mark);
    }
  }
}
