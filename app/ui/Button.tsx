import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import type { IconName } from './Icon.tsx';

interface ButtonProps {
  readonly onClick: () => void;
  readonly children?: ReactNode;
  readonly look?: 'plain' | 'primary' | 'quiet';
  readonly icon?: IconName;
  /** With an icon and no children this is the only name: shown as a tooltip too. */
  readonly label?: string;
  readonly shortcut?: string;
  readonly disabled?: boolean;
  readonly pressed?: boolean;
  readonly expanded?: boolean;
  readonly className?: string;
}

export function Button({
  onClick,
  children,
  look = 'plain',
  icon,
  label,
  shortcut,
  disabled,
  pressed,
  expanded,
  className,
}: ButtonProps) {
  const classes = ['button'];
  if (look !== 'plain') classes.push(`button-${look}`);
  if (children === undefined) classes.push('button-icon');
  if (className !== undefined) classes.push(className);
  return (
    <button
      type="button"
      className={classes.join(' ')}
      onClick={onClick}
      disabled={disabled}
      aria-label={label}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-keyshortcuts={shortcut}
      title={label === undefined ? undefined : shortcut === undefined ? label : `${label} (${shortcut})`}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}
