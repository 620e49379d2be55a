import './machine-chart.css';
import { useEffect, useId, useMemo, useRef } from 'react';
import { compileMachine, parseMachine } from '../../src/engine/index.ts';
import type { Machine } from '../../src/engine/index.ts';
import { useTranslate } from '../i18n/text.tsx';
import { layOutChart } from './chart-layout.ts';
import type { Chart } from './chart-layout.ts';

export interface MachineChartProps {
  /** A machine configuration of the document or of a saga's orchestrator. */
  readonly config: unknown;
  /** The canonical state it is in. */
  readonly state: string | undefined;
}

interface Drawn {
  readonly machine: Machine;
  readonly chart: Chart;
}

function drawn(config: unknown): Drawn | undefined {
  const parsed = parseMachine(config, '');
  if (!parsed.ok) return undefined;
  const machine = compileMachine(parsed.value);
  return { machine, chart: layOutChart(machine.describe()) };
}

/** The live state chart of a machine: where it is now stands out. */
export function MachineChart({ config, state }: MachineChartProps) {
  const translate = useTranslate();
  const arrow = useId();
  const result = useMemo(() => drawn(config), [config]);
  const frame = useRef<HTMLElement>(null);
  // A chart wider than the panel is moved so that the present state is in sight.
  useEffect(() => {
    const box = frame.current;
    const here = box?.querySelector('.chart-state.is-active:not(.chart-group)');
    if (box === null || here === null || here === undefined) return;
    const [outer, inner] = [box.getBoundingClientRect(), here.getBoundingClientRect()];
    box.scrollLeft += inner.left + inner.width / 2 - (outer.left + outer.width / 2);
  }, [state, result]);
  if (result === undefined) return null;
  const { machine, chart } = result;
  const active = new Set(state !== undefined && machine.isState(state) ? machine.activeStates(state) : []);
  return (
    <figure
      ref={frame}
      className="chart"
      aria-label={state === undefined ? translate('inspect.chart') : translate('inspect.chart.current', { state })}
    >
      <svg viewBox={`0 0 ${chart.width} ${chart.height}`} width={chart.width} height={chart.height} aria-hidden="true">
        <defs>
          <marker
            id={arrow}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto-start-reverse"
          >
            <path className="chart-head" d="M0 0L8 4L0 8z" />
          </marker>
        </defs>
        {chart.states
          .filter(({ isGroup }) => isGroup)
          .map((group) => (
            <g
              key={group.path}
              className={active.has(group.path) ? 'chart-state chart-group is-active' : 'chart-state chart-group'}
            >
              <rect x={group.x} y={group.y} width={group.width} height={group.height} rx="8" />
              <text x={group.x + 8} y={group.y + 12} className="chart-group-name">
                {group.name}
              </text>
            </g>
          ))}
        {chart.arrows.map(({ id, path, from }) => (
          <path
            key={id}
            className={active.has(from) ? 'chart-arrow is-open' : 'chart-arrow'}
            d={path}
            markerEnd={`url(#${arrow})`}
          />
        ))}
        {chart.arrows.map(({ id, labels, labelX, labelY, from }) =>
          labels.map((label, i) => (
            <text
              key={`${id} ${label}`}
              className={active.has(from) ? 'chart-label is-open' : 'chart-label'}
              x={labelX}
              y={labelY + (i - (labels.length - 1) / 2) * 14 + 4}
            >
              {label}
            </text>
          )),
        )}
        {chart.states
          .filter(({ isGroup }) => !isGroup)
          .map((leaf) => (
            <g key={leaf.path} className={active.has(leaf.path) ? 'chart-state is-active' : 'chart-state'}>
              {leaf.initial && <circle className="chart-start" cx={leaf.x - 8} cy={leaf.y + leaf.height / 2} r="3.5" />}
              <rect x={leaf.x} y={leaf.y} width={leaf.width} height={leaf.height} rx={leaf.type === 'final' ? 14 : 6} />
              {leaf.type === 'final' && (
                <rect
                  x={leaf.x + 3}
                  y={leaf.y + 3}
                  width={leaf.width - 6}
                  height={leaf.height - 6}
                  rx="11"
                  className="chart-final"
                />
              )}
              <text x={leaf.x + leaf.width / 2} y={leaf.y + leaf.height / 2 + 4}>
                {leaf.name}
              </text>
            </g>
          ))}
      </svg>
    </figure>
  );
}
