import { useEffect, useId, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTranslate } from '../i18n/text.tsx';
import { Button } from './Button.tsx';

interface DialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly wide?: boolean;
  /** Takes the whole screen but a margin. */
  readonly full?: boolean;
  readonly children: ReactNode;
}

/** A modal dialog: the browser keeps the focus inside and gives it back; Escape and a click beside it close it. */
export function Dialog({ title, onClose, wide = false, full = false, children }: DialogProps) {
  const translate = useTranslate();
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const first = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const dialog = element.current;
    if (dialog !== null && !dialog.open) dialog.showModal();
    // Reading begins at the title, not at the button that closes.
    first.current?.focus();
  }, []);
  useEffect(() => {
    const dialog = element.current;
    const beside = (event: MouseEvent) => {
      if (event.target === dialog) onClose();
    };
    dialog?.addEventListener('mousedown', beside);
    return () => dialog?.removeEventListener('mousedown', beside);
  }, [onClose]);
  return (
    <dialog
      ref={element}
      className={full ? 'dialog dialog-full' : wide ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div className="dialog-head">
        <h2 id={heading} ref={first} tabIndex={-1}>
          {title}
        </h2>
        <Button look="quiet" icon="close" label={translate('action.close')} onClick={onClose} />
      </div>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}
