export type InstanceState = 'up' | 'busy' | 'blocked' | 'down';

/** Up: a ring. Busy: filled. Blocked: a ring with a bar. Down: a cross. */
export function InstanceDot({ state }: { readonly state: InstanceState }) {
  return (
    <svg className={`dot dot-${state}`} viewBox="0 0 12 12" aria-hidden="true">
      {state === 'down' ? <path d="M3 3l6 6M9 3L3 9" /> : <circle cx="6" cy="6" r="4" />}
      {state === 'blocked' && <path d="M4 6h4" />}
    </svg>
  );
}
