import './log.css';
import { useEffect, useRef, useState } from 'react';
import { useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { witnessEntries } from '../state/findings.ts';
import { entrySentence } from './sentence.ts';

const ROW = 32;
const BEYOND = 6;

/** All entries; only those in sight are in the page. Follows the cursor unless the reader scrolls. */
export function Log() {
  const run = useSelect((state) => state.run);
  const entries = useSelect((state) => state.entries);
  const hovered = useSelect((state) => state.hovered);
  const focus = useSelect((state) => state.focus);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const element = useRef<HTMLElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);

  useEffect(() => {
    const list = element.current;
    if (list === null) return undefined;
    const sizes = new ResizeObserver(() => setHeight(list.clientHeight));
    sizes.observe(list);
    return () => sizes.disconnect();
  }, []);
  useEffect(() => {
    const list = element.current;
    if (list === null) return;
    const at = (entries - 1) * ROW;
    if (at < list.scrollTop + ROW || at > list.scrollTop + list.clientHeight - 3 * ROW) {
      list.scrollTop = at - list.clientHeight / 2;
    }
  }, [entries]);

  if (run === undefined) return null;
  const count = run.trace.length;
  const from = Math.max(0, Math.floor(top / ROW) - BEYOND);
  const to = Math.min(count, Math.ceil((top + height) / ROW) + BEYOND);
  const finding = focus === undefined ? undefined : run.findings[focus];
  const witness = new Set(finding === undefined ? [] : witnessEntries(finding));
  return (
    <section
      ref={element}
      className="log"
      aria-label={translate('tab.log')}
      // A scrolling region must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <ol style={{ height: count * ROW }}>
        {Array.from({ length: Math.max(0, to - from) }, (_item, i) => {
          const entry = from + i;
          const classes = ['log-entry'];
          if (entry >= entries) classes.push('is-ahead');
          if (entry === entries - 1) classes.push('is-here');
          if (entry === hovered) classes.push('is-pointed');
          if (witness.has(entry)) classes.push('is-witness');
          return (
            <li key={entry} style={{ top: entry * ROW }} aria-setsize={count} aria-posinset={entry + 1}>
              <button
                type="button"
                className={classes.join(' ')}
                onClick={() => commands.goTo(entry + 1)}
                onPointerEnter={() => commands.hover(entry)}
                onPointerLeave={() => commands.hover(undefined)}
              >
                <span className="log-number">{entry + 1}</span>
                <span className="log-text">{entrySentence(run, entry, language)}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
