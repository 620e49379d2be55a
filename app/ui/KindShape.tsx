import { KIND_PATHS } from './kind-paths.ts';

interface KindShapeProps {
  readonly kind: 'command' | 'event' | 'reply' | 'document';
  readonly hollow?: boolean;
  readonly label?: string;
}

/** The shape of a message kind, as on the stage. */
export function KindShape({ kind, hollow = false, label }: KindShapeProps) {
  return (
    <svg
      className={`kind kind-${kind}${hollow ? ' kind-hollow' : ''}`}
      viewBox="0 0 16 16"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      <path d={KIND_PATHS[kind]} />
    </svg>
  );
}
