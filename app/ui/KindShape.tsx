interface KindShapeProps {
  readonly kind: 'command' | 'event' | 'reply' | 'document';
  readonly hollow?: boolean;
  readonly label?: string;
}

const SHAPES = {
  command: <path d="M3.2 2.6L13.4 8 3.2 13.4z" />,
  event: <circle cx="8" cy="8" r="5.4" />,
  reply: <path d="M8 1.6L14.4 8 8 14.4 1.6 8z" />,
  document: <rect x="2.8" y="2.8" width="10.4" height="10.4" />,
} as const;

/** The shape of a message kind, as on the stage. */
export function KindShape({ kind, hollow = false, label }: KindShapeProps) {
  return (
    <svg
      className={`kind kind-${kind}${hollow ? ' kind-hollow' : ''}`}
      viewBox="0 0 16 16"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {SHAPES[kind]}
    </svg>
  );
}
