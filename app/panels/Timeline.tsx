import './timeline.css';
import { Suspense, useCallback, useEffect, useRef, useState } from 'react';
import type { PointerEvent } from 'react';
import { countText, millisText } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/text.tsx';
import { entriesAt } from '../player/pacing.ts';
import { useCommands, useSelect } from '../state/context.tsx';
import type { Run } from '../state/run.ts';
import { later } from '../ui/later.ts';
import { entrySentence, LANES } from './sentence.ts';
import { drawTicks } from './ticks.ts';

const FindingMarks = later(() => import('./FindingMarks.tsx').then((module) => module.FindingMarks));

/** The whole run on one line: a tick for each entry, findings above, and a cursor that can be moved both ways. */
export function Timeline() {
  const run = useSelect((state) => state.run);
  const entries = useSelect((state) => state.entries);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const track = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [pointed, setPointed] = useState<{ readonly left: number; readonly entry: number }>();

  useEffect(() => {
    const element = track.current;
    if (element === null) return undefined;
    const sizes = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);

  // The cursor follows the player without drawing React again.
  useEffect(() => {
    const show = () => {
      const { atMillis, durationMillis } = commands.player.getSnapshot().context;
      track.current?.style.setProperty('--at', durationMillis === 0 ? '0' : String(atMillis / durationMillis));
    };
    show();
    const subscription = commands.player.subscribe(show);
    return () => subscription.unsubscribe();
  }, [commands, run]);

  const partAt = useCallback((event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    return box === undefined || box.width === 0 ? 0 : Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
  }, []);

  const point = (event: PointerEvent) => {
    if (run === undefined || run.trace.length === 0) return;
    const part = partAt(event);
    if (event.buttons === 1) commands.scrub(part * run.pacing.durationMillis);
    const entry = Math.max(0, entriesAt(run.pacing, part * run.pacing.durationMillis) - 1);
    setPointed({ left: part, entry });
    commands.hover(entry);
  };

  const count = run?.trace.length ?? 0;
  const sentence =
    run === undefined || entries === 0 ? translate('timeline.start') : entrySentence(run, entries - 1, language);
  const time = millisText(run === undefined || entries === 0 ? 0 : (run.trace.times[entries - 1] as number));
  return (
    <div className="timeline">
      <div className="timeline-lanes" aria-hidden="true">
        {LANES.map((lane) => (
          <span key={lane}>{translate(`timeline.lane.${lane}`)}</span>
        ))}
      </div>
      <div ref={track} className="timeline-track">
        {run !== undefined && width > 0 && <Ticks run={run} width={width} />}
        <div className="timeline-cursor" />
        {/* Marks lie over it and it is dragged from anywhere: a range input can do neither. */}
        <div
          className="timeline-slider"
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          role="slider"
          tabIndex={0}
          aria-label={translate('timeline.label')}
          aria-valuemin={0}
          aria-valuemax={count}
          aria-valuenow={entries}
          aria-valuetext={translate('timeline.value', { n: entries, count, time, sentence })}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            commands.leaveFinding();
            point(event);
          }}
          onPointerMove={point}
          onPointerLeave={() => {
            setPointed(undefined);
            commands.hover(undefined);
          }}
        />
        <Suspense fallback={null}>
          {run !== undefined && run.findings.length > 0 && <FindingMarks run={run} />}
        </Suspense>
        {run !== undefined && pointed !== undefined && (
          <div className="timeline-hint" style={{ '--left': String(pointed.left) } as React.CSSProperties}>
            <span className="timeline-hint-number">{pointed.entry + 1}</span>
            {entrySentence(run, pointed.entry, language)}
          </div>
        )}
      </div>
    </div>
  );
}

function Ticks({ run, width }: { readonly run: Run; readonly width: number }) {
  return (
    <>
      <TickCanvas run={run} width={width} className="ticks ticks-ahead" />
      <TickCanvas run={run} width={width} className="ticks ticks-behind" />
    </>
  );
}

/** The same ticks twice, in two tones; the second is clipped at the cursor, so that moving it draws nothing again. */
function TickCanvas({
  run,
  width,
  className,
}: {
  readonly run: Run;
  readonly width: number;
  readonly className: string;
}) {
  const element = useRef<HTMLCanvasElement>(null);
  const theme = useSelect(({ preferences }) => preferences.theme);
  useEffect(() => {
    const canvas = element.current;
    const draw = () => {
      if (canvas !== null) drawTicks(canvas, run, width);
    };
    draw();
    const looks = matchMedia('(prefers-color-scheme: dark)');
    looks.addEventListener('change', draw);
    return () => looks.removeEventListener('change', draw);
  }, [run, width, theme]);
  return <canvas ref={element} className={className} aria-hidden="true" />;
}

/** What is at the cursor: time, entry and its sentence. */
export function CursorReadout() {
  const run = useSelect((state) => state.run);
  const entries = useSelect((state) => state.entries);
  const language = useLanguage();
  const translate = useTranslate();
  const at = run === undefined || entries === 0 ? 0 : (run.trace.times[entries - 1] as number);
  return (
    <div className="readout">
      <span className="readout-time">{millisText(at)}</span>
      <span className="readout-entry">
        {translate('timeline.entry', { n: countText(entries), count: countText(run?.trace.length ?? 0) })}
      </span>
      <span className="readout-sentence">
        {run === undefined
          ? ''
          : entries === 0
            ? translate('timeline.start')
            : entrySentence(run, entries - 1, language)}
      </span>
      {run !== undefined && entries > 0 && entries === run.trace.length && (
        <span className="chip readout-outcome">{translate(`timeline.outcome.${run.outcome}`)}</span>
      )}
    </div>
  );
}
