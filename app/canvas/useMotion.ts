import { useSyncExternalStore } from 'react';

const query = '(prefers-reduced-motion: reduce)';

function subscribe(changed: () => void): () => void {
  const media = matchMedia(query);
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
}

/** Whether things may move; false when the reader asked for less motion. */
export function useMotion(): boolean {
  return useSyncExternalStore(subscribe, () => !matchMedia(query).matches);
}
