import { lazy } from 'react';
import type { ComponentType, LazyExoticComponent } from 'react';

const waiting = new Set<() => Promise<unknown>>();

/**
 * A component that the first picture does not need: fetched when it is first drawn, or by `fetchLater`. What is heavy and
 * seldom asked for is `onDemand` and left alone until then.
 */
export function later<P>(
  load: () => Promise<ComponentType<P>>,
  onDemand = false,
): LazyExoticComponent<ComponentType<P>> {
  if (!onDemand) waiting.add(load);
  return lazy(() => load().then((component) => ({ default: component })));
}

/** Fetches all that was put off, once the page has nothing better to do, so that a first click need not wait. */
export function fetchLater(): void {
  const fetchAll = () => {
    // One that cannot be had now is asked for again when it is drawn.
    for (const load of waiting) void load().catch(() => undefined);
    waiting.clear();
  };
  if (typeof requestIdleCallback === 'function') requestIdleCallback(fetchAll, { timeout: 3000 });
  else setTimeout(fetchAll, 1000);
}
