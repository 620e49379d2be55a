import { getViewportForBounds } from '@xyflow/react';
import { expect, test } from 'vitest';
import { around, fitGraph, LARGEST_ZOOM, SMALLEST_ZOOM, stageMargins } from './fit.ts';

const BOXES = [
  { x: 0, y: 0, width: 256, height: 200 },
  { x: -120, y: 80, width: 80, height: 88 },
  { x: 900, y: -40, width: 184, height: 56 },
];

test('the box around boxes touches the outermost of them', () => {
  expect(around(BOXES)).toEqual({ x: -120, y: -40, width: 1204, height: 240 });
});

test('the graph stands to the pixel where React Flow fits it', () => {
  for (const box of [around(BOXES), { x: 3, y: 7, width: 300.5, height: 990 }, { x: 0, y: 0, width: 40, height: 30 }])
    for (const [width, height] of [
      [688, 470],
      [390, 480],
      [1511, 322],
      [200, 90],
    ] as const) {
      const margins = stageMargins({ width, height });
      const { top, right, bottom, left } = margins;
      const { x, y, zoom } = getViewportForBounds(box, width, height, SMALLEST_ZOOM, LARGEST_ZOOM, {
        top: `${top}px`,
        right: `${right}px`,
        bottom: `${bottom}px`,
        left: `${left}px`,
      });
      const fitted = fitGraph(box, { width, height }, margins);
      for (const [i, expected] of [x, y, zoom].entries()) expect(fitted[i]).toBeCloseTo(expected, 9);
    }
});
