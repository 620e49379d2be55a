import { MESSAGE_KINDS } from './motions.ts';
import type { Palette } from './draw.ts';

/** The colours of the page as they are now. Custom properties hold functions; only a used colour is resolved. */
export function readPalette(host: HTMLElement): Palette {
  const probe = document.createElement('span');
  host.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const palette: Palette = {
    fills: MESSAGE_KINDS.map((kind) => colour(`${kind}-fill`)),
    lines: MESSAGE_KINDS.map((kind) => colour(`${kind}-line`)),
    surface: colour('surface'),
    anomaly: colour('anomaly-line'),
  };
  probe.remove();
  return palette;
}
