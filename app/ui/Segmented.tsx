import { useId } from 'react';

interface SegmentedProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly choices: readonly { readonly id: string; readonly title: string; readonly hint?: string }[];
  readonly onChange: (id: string) => void;
}

/** A row of radio buttons that looks like one switch. */
export function Segmented({ label, value, choices, onChange }: SegmentedProps) {
  const name = useId();
  return (
    <div className="segmented" role="radiogroup" aria-label={label}>
      {choices.map(({ id, title, hint }) => (
        <label key={id} title={hint}>
          <input type="radio" name={name} checked={id === value} onChange={() => onChange(id)} />
          <span>{title}</span>
        </label>
      ))}
    </div>
  );
}
