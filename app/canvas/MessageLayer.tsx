import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { drawTokens } from './draw.ts';
import type { Palette } from './draw.ts';
import { readPalette } from './palette.ts';
import { newTokens, placeTokens } from './tokens.ts';
import type { Scene } from './tokens.ts';

interface MessageLayerProps {
  readonly scene: Scene;
  /** The player's moment; asked for in every animation frame. */
  readonly now: () => number;
  /** Steps instead of animation. */
  readonly still: boolean;
  /** Called after each drawn frame with its time, for measuring. */
  readonly onFrame?: (at: number) => void;
}

/**
 * All messages on one canvas above the graph. Each animation frame reads the moment and the graph's transform; nothing is
 * drawn when both are as they were, so a page at rest costs nothing.
 */
export function MessageLayer({ scene, now, still, onFrame }: MessageLayerProps) {
  const flow = useStoreApi();
  const element = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = element.current;
    const brush = canvas?.getContext('2d');
    if (canvas === null || brush === null || brush === undefined) return undefined;
    const tokens = newTokens();
    let palette: Palette | undefined;
    let drawn = '';
    let width = 0;
    let height = 0;
    const sizes = new ResizeObserver(([entry]) => {
      width = entry?.contentRect.width ?? 0;
      height = entry?.contentRect.height ?? 0;
      drawn = '';
    });
    sizes.observe(canvas);
    const looks = matchMedia('(prefers-color-scheme: dark)');
    const forget = () => {
      palette = undefined;
      drawn = '';
    };
    looks.addEventListener('change', forget);
    const themes = new MutationObserver(forget);
    themes.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    let request = requestAnimationFrame(function next(at) {
      request = requestAnimationFrame(next);
      const moment = now();
      const { transform } = flow.getState();
      const pixelRatio = Math.min(2, devicePixelRatio);
      const state = `${moment} ${transform.join(' ')} ${pixelRatio}`;
      if (state !== drawn && width > 0) {
        drawn = state;
        palette ??= readPalette(canvas.parentElement ?? document.body);
        if (canvas.width !== Math.round(width * pixelRatio) || canvas.height !== Math.round(height * pixelRatio)) {
          canvas.width = Math.round(width * pixelRatio);
          canvas.height = Math.round(height * pixelRatio);
        }
        placeTokens(scene, moment, still, tokens);
        drawTokens(brush, tokens, { transform, pixelRatio, width, height }, palette);
      }
      onFrame?.(at);
    });
    return () => {
      cancelAnimationFrame(request);
      sizes.disconnect();
      themes.disconnect();
      looks.removeEventListener('change', forget);
    };
  }, [flow, scene, now, still, onFrame]);
  return <canvas ref={element} className="messages" aria-hidden="true" />;
}
