/** Lengths are pixels of the graph at zoom 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The way of an edge: an SVG path for the eye, and the same sampled evenly enough to move along it. */
export interface Way {
  readonly path: string;
  /** `SAMPLES` points as x, y pairs. */
  readonly samples: Float32Array;
}

export const SAMPLES = 64;

export type Direction = 'right' | 'down';

/**
 * A way through points, leaving and arriving along the direction of reading, without corners. Between two points it is one
 * cubic curve whose control points lie half way.
 */
export function wayThrough(points: readonly Point[], direction: Direction): Way {
  const curves: [Point, Point, Point, Point][] = [];
  for (let i = 1; i < points.length; i++) {
    const from = points[i - 1] as Point;
    const to = points[i] as Point;
    const reach = direction === 'right' ? (to.x - from.x) / 2 : (to.y - from.y) / 2;
    const first = direction === 'right' ? { x: from.x + reach, y: from.y } : { x: from.x, y: from.y + reach };
    const second = direction === 'right' ? { x: to.x - reach, y: to.y } : { x: to.x, y: to.y - reach };
    curves.push([from, first, second, to]);
  }
  return { path: pathText(curves), samples: sampleCurves(curves) };
}

/** A way from one side of a box round to another box, for pairs that do not face each other. */
export function wayAround(from: Point, to: Point, bow: number, direction: Direction): Way {
  const shift = direction === 'right' ? { x: 0, y: bow } : { x: bow, y: 0 };
  const first = { x: from.x + shift.x, y: from.y + shift.y };
  const second = { x: to.x + shift.x, y: to.y + shift.y };
  const curves: [Point, Point, Point, Point][] = [[from, first, second, to]];
  return { path: pathText(curves), samples: sampleCurves(curves) };
}

function pathText(curves: readonly (readonly [Point, Point, Point, Point])[]): string {
  const place = ({ x, y }: Point) => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
  return curves
    .map(
      ([from, first, second, to], i) =>
        `${i === 0 ? `M${place(from)}` : ''}C${place(first)} ${place(second)} ${place(to)}`,
    )
    .join('');
}

function sampleCurves(curves: readonly (readonly [Point, Point, Point, Point])[]): Float32Array {
  const fine: number[] = [];
  for (const [from, first, second, to] of curves) {
    for (let i = fine.length === 0 ? 0 : 1; i <= 48; i++) {
      const t = i / 48;
      const u = 1 - t;
      const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
      fine.push(a * from.x + b * first.x + c * second.x + d * to.x, a * from.y + b * first.y + c * second.y + d * to.y);
    }
  }
  return evenly(fine);
}

/** The same line, in samples at equal distances, so that a message does not speed up where the curve bends. */
function evenly(fine: readonly number[]): Float32Array {
  const count = fine.length / 2;
  const distances = [0];
  for (let i = 1; i < count; i++) {
    const dx = (fine[2 * i] as number) - (fine[2 * i - 2] as number);
    const dy = (fine[2 * i + 1] as number) - (fine[2 * i - 1] as number);
    distances.push((distances[i - 1] as number) + Math.hypot(dx, dy));
  }
  const total = distances[count - 1] ?? 0;
  const samples = new Float32Array(SAMPLES * 2);
  let at = 0;
  for (let i = 0; i < SAMPLES; i++) {
    const wanted = (total * i) / (SAMPLES - 1);
    while (at < count - 2 && (distances[at + 1] as number) < wanted) at++;
    const span = (distances[at + 1] ?? 0) - (distances[at] ?? 0);
    const part = span > 0 ? (wanted - (distances[at] as number)) / span : 0;
    const next = Math.min(count - 1, at + 1);
    samples[2 * i] = (fine[2 * at] as number) + ((fine[2 * next] as number) - (fine[2 * at] as number)) * part;
    samples[2 * i + 1] =
      (fine[2 * at + 1] as number) + ((fine[2 * next + 1] as number) - (fine[2 * at + 1] as number)) * part;
  }
  return samples;
}

/** Writes x, y and angle (radians) of the place at `part` (0 to 1) of a way into `out` at `offset`. */
export function placeOnWay(samples: Float32Array, part: number, out: Float32Array, offset: number): void {
  const position = Math.max(0, Math.min(1, part)) * (SAMPLES - 1);
  const index = Math.min(SAMPLES - 2, Math.floor(position));
  const rest = position - index;
  const x = samples[2 * index] as number;
  const y = samples[2 * index + 1] as number;
  const dx = (samples[2 * index + 2] as number) - x;
  const dy = (samples[2 * index + 3] as number) - y;
  out[offset] = x + dx * rest;
  out[offset + 1] = y + dy * rest;
  out[offset + 2] = Math.atan2(dy, dx);
}
