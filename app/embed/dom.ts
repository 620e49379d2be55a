import { ICON_PATHS } from '../ui/icon-paths.ts';
import type { IconName } from '../ui/icon-paths.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** An element with a class and children; texts become text nodes. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  if (className !== '') made.className = className;
  made.append(...children);
  return made;
}

export function drawn<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly Node[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

export function icon(name: IconName): SVGSVGElement {
  return drawn(
    'svg',
    { class: `icon icon-${name}`, viewBox: '0 0 24 24', 'aria-hidden': 'true' },
    drawn('path', { d: ICON_PATHS[name] }),
  );
}

export interface IconButton {
  readonly element: HTMLButtonElement;
  show(name: IconName, label: string): void;
}

export function iconButton(look: 'quiet' | 'primary', press: () => void): IconButton {
  const element = make('button', `button button-${look} button-icon`);
  element.type = 'button';
  element.addEventListener('click', press);
  let shown = '';
  return {
    element,
    show(name, label) {
      if (shown === `${name} ${label}`) return;
      shown = `${name} ${label}`;
      element.replaceChildren(icon(name));
      element.setAttribute('aria-label', label);
      element.title = label;
    },
  };
}

/** Sets a text only when it is another: what reads the page aloud hears only of changes. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setClass(element: Element, className: string): void {
  if (element.getAttribute('class') !== className) element.setAttribute('class', className);
}
