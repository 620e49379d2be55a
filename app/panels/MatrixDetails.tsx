import { useEffect, useRef, useState } from 'react';
import type { Scenario } from '../../src/engine/index.ts';
import { countText } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/text.tsx';
import { safetyTexts } from '../i18n/safety-texts.ts';
import { useSelect } from '../state/context.tsx';
import { isInvariant } from '../state/property-text.ts';
import { contradicts, counterexampleOf } from '../state/safety.ts';
import type { SafetyCell } from '../state/safety.ts';
import { Button } from '../ui/Button.tsx';
import { copyText } from '../share/clipboard.ts';
import { CellMark } from './CellMark.tsx';
import { budgetText, cellFace, claimText, designTitle, oddsText, questionTitle, timingText } from './safety-facts.ts';
import { tellChoice } from './schedule-text.ts';

interface MatrixDetailsProps {
  readonly scenario: Scenario;
  readonly cell: SafetyCell;
  readonly onPlay: (cell: SafetyCell) => void;
  readonly onShortest: (cell: SafetyCell) => void;
  /** Copies a link that plays the counterexample; false where the page may not copy. */
  readonly onShare: (cell: SafetyCell) => Promise<boolean>;
  readonly onClose: () => void;
}

/** All that is known of one cell. */
export function MatrixDetails({ scenario, cell, onPlay, onShortest, onShare, onClose }: MatrixDetailsProps) {
  const translate = useTranslate();
  const language = useLanguage();
  const text = safetyTexts(language);
  const { question, state } = cell;
  const { mark } = cellFace(cell, text);
  const property = questionTitle(question.property, scenario, language, text);
  const claim = claimText(question, text);
  const heading = useRef<HTMLParagraphElement>(null);
  const place = `${question.row.variant ?? ''} ${question.property}`;
  useEffect(() => {
    // On a narrow screen the details lie below the table.
    heading.current?.scrollIntoView({ block: matchMedia('(max-width: 900px)').matches ? 'start' : 'nearest' });
  }, [place]);
  return (
    <section className="details" aria-label={text('details')}>
      <p ref={heading} className="details-design">
        {designTitle(question.row, scenario, language, text)}
      </p>
      <Button look="quiet" className="details-close" icon="close" label={translate('action.close')} onClick={onClose} />
      <h3 className={`details-title is-${mark}`}>
        <CellMark mark={mark} />
        <span>{titleOf(cell, property, text)}</span>
      </h3>
      <Outcome key={place} cell={cell} onPlay={onPlay} onShortest={onShortest} onShare={onShare} />
      {claim !== undefined && (
        <p className={contradicts(cell) ? 'details-claim is-refuted' : 'details-claim'}>
          {claim} {contradicts(cell) && <strong>{text('contradiction')}</strong>}
        </p>
      )}
      <Facts cell={cell} />
      {state.status !== 'broken' && <Choices cell={cell} />}
    </section>
  );
}

function titleOf({ question, state }: SafetyCell, property: string, text: ReturnType<typeof safetyTexts>): string {
  const invariant = isInvariant(question.property);
  if (state.status === 'waiting') return `${property}: ${text('waiting')}`;
  if (state.status === 'running') return `${property}: ${text('running')}`;
  if (state.status === 'broken') return property;
  switch (state.reply.verdict) {
    case 'found':
      return text(invariant ? 'found.invariant' : 'found', { property });
    case 'none':
      return `${property}: ${text(invariant ? 'none.invariant' : 'none')}`;
    case 'unknown':
      return `${property}: ${text('unknown', { states: countText(state.reply.states) })}`;
  }
}

function Outcome({ cell, onPlay, onShortest, onShare }: Omit<MatrixDetailsProps, 'scenario' | 'onClose'>) {
  const text = safetyTexts(useLanguage());
  const [told, setTold] = useState<string>();
  const { state, shortest } = cell;
  if (state.status === 'broken') return <p>{text('failed', { message: state.message })}</p>;
  const found = counterexampleOf(cell);
  if (found !== undefined) {
    const count = found.schedule.length;
    const copyChoices = async (): Promise<void> => {
      setTold(text((await copyText(found.schedule.join('\n'), null)) ? 'copied' : 'not-shared'));
    };
    const share = async (): Promise<void> => setTold(text((await onShare(cell)) ? 'shared' : 'not-shared'));
    return (
      <>
        <p>{text(found.length === 'shortest' ? 'found.shortest' : 'found.minimal', { count })}</p>
        <p className="details-note">{timingText(found, text)}</p>
        <div className="details-actions">
          <Button look="primary" icon="play" onClick={() => onPlay(cell)}>
            {text('play')}
          </Button>
          <Button icon="share" onClick={() => void share()}>
            {text('share')}
          </Button>
          <Button onClick={() => void copyChoices()}>{text('copy')}</Button>
          {found.length !== 'shortest' && shortest === undefined && (
            <Button onClick={() => onShortest(cell)}>{text('shortest')}</Button>
          )}
          <output className="details-told">{told ?? ''}</output>
        </div>
        {shortest?.status === 'running' && (
          <p className="details-note">
            {text('shortest.running', {
              states: countText(shortest.progress.states),
              depth: shortest.progress.depth,
            })}
          </p>
        )}
        {shortest?.status === 'done' && shortest.reply.verdict !== 'found' && (
          <p className="details-note">{text('shortest.unknown', { states: countText(shortest.reply.states) })}</p>
        )}
        {shortest?.status === 'broken' && <p>{text('failed', { message: shortest.message })}</p>}
      </>
    );
  }
  if (state.status !== 'done') return null;
  const { reply } = state;
  if (reply.verdict === 'none')
    return (
      <>
        <p>{text(reply.reduced ? 'none.reduced' : 'none.all', { states: countText(reply.states) })}</p>
        <p className="details-note">{text('none.odds', { odds: oddsText(reply.missProbability) })}</p>
      </>
    );
  return reply.verdict === 'unknown' ? <p>{text(`unknown.${reply.reason}`)}</p> : null;
}

function Facts({ cell }: { readonly cell: SafetyCell }) {
  const text = safetyTexts(useLanguage());
  const { question, state } = cell;
  const counts = state.status === 'running' ? state.progress : state.status === 'done' ? state.reply : undefined;
  const facts: readonly (readonly [string, string])[] = [
    [text('fact.bounds'), budgetText(question.budget, text)],
    ...(counts === undefined
      ? []
      : ([
          [text('fact.states'), countText(counts.states)],
          [text('fact.transitions'), countText(counts.transitions)],
          [text('fact.depth'), countText(counts.depth)],
          ...(state.status === 'running' ? [[text('fact.frontier'), countText(counts.frontier)] as const] : []),
          ...(counts.schedules > 0 ? [[text('fact.schedules'), countText(counts.schedules)] as const] : []),
        ] as const)),
  ];
  return (
    <dl className="details-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Choices({ cell }: { readonly cell: SafetyCell }) {
  const language = useLanguage();
  const text = safetyTexts(language);
  const structure = useSelect(({ run }) => run?.structure);
  const found = counterexampleOf(cell);
  if (found === undefined) return null;
  return (
    <>
      <h4 className="panel-title">{text('choices')}</h4>
      <ol className="details-choices">
        {found.schedule.map((name, i) => {
          const told = tellChoice(name, structure, language);
          return (
            // The same choice can be made twice in a schedule.
            <li key={`${i} ${name}`} className={told.fault ? 'is-fault' : undefined} title={name}>
              {told.text}
              {told.about !== undefined && <span>{told.about}</span>}
            </li>
          );
        })}
      </ol>
    </>
  );
}
