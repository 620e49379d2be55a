import { MESSAGE_KINDS } from './motions.ts';
import { TokenFlag } from './tokens.ts';
import type { Tokens } from './tokens.ts';

/** Colours as CSS texts: a fill and a line for each kind of message, in the order of `MESSAGE_KINDS`. */
export interface Palette {
  readonly fills: readonly string[];
  readonly lines: readonly string[];
  readonly surface: string;
  readonly anomaly: string;
}

export interface View {
  /** Left, top, zoom, as React Flow gives them. */
  readonly transform: readonly [number, number, number];
  readonly pixelRatio: number;
  readonly width: number;
  readonly height: number;
}

/** What is used of a canvas context, so that a test can record it. */
export type Brush = Pick<
  CanvasRenderingContext2D,
  | 'setTransform'
  | 'clearRect'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'arc'
  | 'closePath'
  | 'rect'
  | 'fill'
  | 'stroke'
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'globalAlpha'
  | 'lineJoin'
>;

const RADIUS = 7;

/** Draws tokens over the graph: one path for each kind of message, one more for each kind that is hollow. */
export function drawTokens(brush: Brush, tokens: Tokens, view: View, palette: Palette): void {
  const { transform, pixelRatio: ratio } = view;
  const [left, top, zoom] = transform;
  brush.setTransform(1, 0, 0, 1, 0, 0);
  brush.clearRect(0, 0, view.width * ratio, view.height * ratio);
  brush.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * left, ratio * top);
  // Far out the shapes keep a size that can be told apart.
  const radius = RADIUS * Math.max(1, 0.62 / zoom);
  brush.lineJoin = 'round';
  brush.lineWidth = Math.max(1.5, 1.1 / zoom);
  for (let kind = 0; kind < MESSAGE_KINDS.length; kind++) {
    for (const hollow of [false, true]) {
      let any = false;
      for (let i = 0; i < tokens.count; i++) {
        const flags = tokens.flags[i] as number;
        if (
          tokens.kinds[i] !== kind ||
          ((flags & TokenFlag.compensation) !== 0) !== hollow ||
          (flags & TokenFlag.lost) !== 0
        )
          continue;
        if (!any) brush.beginPath();
        any = true;
        tracePart(brush, tokens, i, kind, radius);
      }
      if (!any) continue;
      brush.fillStyle = hollow ? palette.surface : (palette.fills[kind] as string);
      brush.strokeStyle = palette.lines[kind] as string;
      brush.fill();
      brush.stroke();
    }
  }
  drawEchoes(brush, tokens, radius, palette);
  drawLost(brush, tokens, radius, palette);
}

function tracePart(brush: Brush, tokens: Tokens, i: number, kind: number, radius: number): void {
  const places = tokens.places;
  traceShape(brush, kind, places[4 * i] as number, places[4 * i + 1] as number, places[4 * i + 2] as number, radius);
}

/** Command: a triangle pointing where it goes. Event: a circle. Reply: a diamond. Document: a square. */
export function traceShape(brush: Brush, kind: number, x: number, y: number, angle: number, radius: number): void {
  if (kind === 1) {
    brush.moveTo(x + radius, y);
    brush.arc(x, y, radius, 0, 2 * Math.PI);
    return;
  }
  if (kind === 3) {
    const half = radius * 0.88;
    brush.rect(x - half, y - half, 2 * half, 2 * half);
    return;
  }
  const corners = kind === 0 ? 3 : 4;
  const turn = kind === 0 ? angle : 0;
  const reach = kind === 0 ? radius * 1.22 : radius * 1.18;
  for (let corner = 0; corner < corners; corner++) {
    const at = turn + (corner * 2 * Math.PI) / corners;
    const px = x + reach * Math.cos(at);
    const py = y + reach * Math.sin(at);
    if (corner === 0) brush.moveTo(px, py);
    else brush.lineTo(px, py);
  }
  brush.closePath();
}

function drawEchoes(brush: Brush, tokens: Tokens, radius: number, palette: Palette): void {
  for (let kind = 0; kind < MESSAGE_KINDS.length; kind++) {
    let any = false;
    for (let i = 0; i < tokens.count; i++) {
      if (tokens.kinds[i] !== kind || ((tokens.flags[i] as number) & TokenFlag.echo) === 0) continue;
      if (!any) brush.beginPath();
      any = true;
      const x = tokens.places[4 * i] as number;
      const y = tokens.places[4 * i + 1] as number;
      brush.moveTo(x + radius * 1.8, y);
      brush.arc(x, y, radius * 1.8, 0, 2 * Math.PI);
    }
    if (!any) continue;
    brush.strokeStyle = palette.lines[kind] as string;
    brush.stroke();
  }
}

/** A lost message comes apart into two halves that drift and fade, with a small cross where it was lost. */
function drawLost(brush: Brush, tokens: Tokens, radius: number, palette: Palette): void {
  for (let i = 0; i < tokens.count; i++) {
    if (((tokens.flags[i] as number) & TokenFlag.lost) === 0) continue;
    const kind = tokens.kinds[i] as number;
    const x = tokens.places[4 * i] as number;
    const y = tokens.places[4 * i + 1] as number;
    const angle = tokens.places[4 * i + 2] as number;
    const gone = tokens.places[4 * i + 3] as number;
    brush.fillStyle = palette.fills[kind] as string;
    brush.strokeStyle = palette.lines[kind] as string;
    if (gone === 0) {
      brush.beginPath();
      traceShape(brush, kind, x, y, angle, radius);
      brush.fill();
      brush.stroke();
      continue;
    }
    const drift = radius * 2.2 * gone;
    brush.globalAlpha = 1 - gone;
    for (const side of [-1, 1]) {
      brush.beginPath();
      const start = angle + (side * Math.PI) / 2 - Math.PI / 2;
      brush.arc(
        x + side * -Math.sin(angle) * drift * 0.6,
        y + side * Math.cos(angle) * drift * 0.6 + drift * 0.4,
        radius,
        start,
        start + Math.PI,
      );
      brush.closePath();
      brush.fill();
      brush.stroke();
    }
    const arm = radius * 0.8;
    brush.beginPath();
    brush.moveTo(x - arm, y - arm);
    brush.lineTo(x + arm, y + arm);
    brush.moveTo(x + arm, y - arm);
    brush.lineTo(x - arm, y + arm);
    brush.stroke();
    brush.globalAlpha = 1;
  }
}
