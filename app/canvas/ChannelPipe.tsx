import { memo } from 'react';
import type { ChannelStructure } from '../../src/engine/index.ts';
import { localText, useLanguage, useTranslate } from '../i18n/text.tsx';
import { useSelect } from '../state/context.tsx';
import { PIPE } from './graph.ts';
import { partClass } from './lit.ts';

/** A pipe. The messages that wait in it are drawn on the canvas above; here are its name and how many they are. */
export const ChannelPipe = memo(function ChannelPipe({ channel }: { readonly channel: ChannelStructure }) {
  const language = useLanguage();
  const translate = useTranslate();
  const look = useSelect((state) => partClass(state, `channel:${channel.id}`));
  const depth = useSelect(({ frame }) => {
    const queues = frame?.channels.find(({ id }) => id === channel.id)?.queues ?? [];
    return Math.max(0, ...queues.map(({ items }) => items.filter(({ state }) => state !== 'out').length));
  });
  return (
    <div
      className={`pipe ${look}${depth > PIPE.slots ? ' is-deep' : ''}${channel.kind === 'publish-subscribe' ? ' is-topic' : ''}`}
    >
      <span className="pipe-name">{localText(channel.title, language)}</span>
      <span className="pipe-depth" aria-hidden="true">
        {depth === 0 ? '' : depth}
      </span>
      <span className="visually-hidden">{translate('card.channel.waiting', { count: depth })}</span>
      <span className="pipe-tube" />
    </div>
  );
});
