import type { ReactNode } from 'react';
import { useLanguage } from '../../i18n/text.tsx';
import { useSelect } from '../../state/context.tsx';
import { KindShape } from '../../ui/KindShape.tsx';
import { messageTitle } from '../sentence.ts';

export function Head({
  kicker,
  title,
  children,
}: {
  readonly kicker: string;
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <header className="inside-head">
      <span className="panel-title">{kicker}</span>
      <h2>{title}</h2>
      {children}
    </header>
  );
}

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="inside-section">
      <h3 className="panel-title">{title}</h3>
      {children}
    </section>
  );
}

/** `customer/create-order.1` without the client: enough to tell messages apart. */
export function shortIdentity(message: string): string {
  return message
    .split('>')
    .map((part) => part.split('/').at(-1))
    .join(' › ');
}

export function MessageName({ type, message }: { readonly type: string; readonly message: string }) {
  const structure = useSelect(({ run }) => run?.structure);
  const language = useLanguage();
  if (structure === undefined) return null;
  const kind = structure.messageTypes.find(({ id }) => id === type)?.kind ?? 'document';
  return (
    <span className="message-name">
      <KindShape kind={kind} />
      <span className="message-text">
        {messageTitle(structure, type, language)}
        <code className="identity" title={message}>
          {shortIdentity(message)}
        </code>
      </span>
    </span>
  );
}
