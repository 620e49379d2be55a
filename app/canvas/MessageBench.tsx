import '@xyflow/react/dist/base.css';
import './stage.css';
import { ReactFlow, ReactFlowProvider, useReactFlow, ViewportPortal } from '@xyflow/react';
import type { Node } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Way } from './geometry.ts';
import { wayThrough } from './geometry.ts';
import { MessageLayer } from './MessageLayer.tsx';
import type { Motion } from './motions.ts';
import type { Scene } from './tokens.ts';

const COLUMNS = 6;
const ROWS = 5;
const SPACING = { x: 280, y: 160 };
const FLIGHT_MILLIS = 2000;
const WARM_UP_MILLIS = 1000;
const MEASURED_MILLIS = 5000;

/**
 * Measures the message layer by itself: `?bench=messages&count=1000` keeps so many messages in flight over thirty parts and,
 * with `&pan=1`, moves the graph in every frame. The result stands in `data-frames-per-second` of the output element.
 */
export function MessageBench({ count, pan }: { readonly count: number; readonly pan: boolean }) {
  return (
    <ReactFlowProvider>
      <Bench count={count} pan={pan} />
    </ReactFlowProvider>
  );
}

function Bench({ count, pan }: { readonly count: number; readonly pan: boolean }) {
  const flow = useReactFlow();
  const [result, setResult] = useState<number>();
  const { nodes, ways } = useMemo(() => layBench(), []);
  const scene = useMemo(
    (): Scene => ({ ways, slots: new Map(), motions: benchMotions([...ways.keys()], count) }),
    [ways, count],
  );
  const measured = useRef({ from: 0, frames: 0, started: 0 });
  const now = useCallback(() => FLIGHT_MILLIS + (performance.now() % FLIGHT_MILLIS), []);
  const onFrame = useCallback(
    (at: number) => {
      const state = measured.current;
      if (state.started === 0) state.started = at;
      if (pan) void flow.setViewport({ x: 40 + 30 * Math.sin(at / 300), y: 40, zoom: 0.6 + 0.1 * Math.sin(at / 500) });
      if (at - state.started < WARM_UP_MILLIS) return;
      if (state.from === 0) state.from = at;
      else state.frames++;
      if (at - state.from >= MEASURED_MILLIS && state.frames > 0) {
        setResult((state.frames * 1000) / (at - state.from));
        state.frames = Number.NEGATIVE_INFINITY;
      }
    },
    [flow, pan],
  );
  useEffect(() => {
    document.title = 'Sagascope: bench of messages';
  }, []);
  return (
    <main style={{ height: '100dvh' }}>
      <div className="stage">
        <ReactFlow nodes={nodes} edges={[]} fitView nodesDraggable={false}>
          <ViewportPortal>
            <svg className="ways" aria-hidden="true">
              {[...ways].map(([id, { path }]) => (
                <path key={id} d={path} className="way" />
              ))}
            </svg>
          </ViewportPortal>
          <MessageLayer scene={scene} now={now} still={false} onFrame={onFrame} />
        </ReactFlow>
        <output
          className="bench-result"
          data-messages={count}
          data-frames-per-second={result === undefined ? undefined : result.toFixed(1)}
        >
          {result === undefined ? `${count} messages …` : `${count} messages: ${result.toFixed(1)} frames a second`}
        </output>
      </div>
    </main>
  );
}

function layBench(): { readonly nodes: Node[]; readonly ways: ReadonlyMap<string, Way> } {
  const nodes: Node[] = [];
  const ways = new Map<string, Way>();
  const place = (column: number, row: number) => ({ x: column * SPACING.x, y: row * SPACING.y });
  for (let column = 0; column < COLUMNS; column++) {
    for (let row = 0; row < ROWS; row++) {
      const position = place(column, row);
      nodes.push({
        id: `${column} ${row}`,
        position,
        data: { label: `${column} ${row}` },
        width: 160,
        height: 48,
        className: 'card',
      });
      if (column + 1 === COLUMNS) continue;
      for (const other of [row, (row + 1) % ROWS]) {
        const to = place(column + 1, other);
        const way = wayThrough(
          [
            { x: position.x + 160, y: position.y + 24 },
            { x: to.x, y: to.y + 24 },
          ],
          'right',
        );
        ways.set(`${column} ${row}|${column + 1} ${other}`, way);
      }
    }
  }
  return { nodes, ways };
}

/** As many flights as asked for at every moment between `FLIGHT_MILLIS` and twice that. */
function benchMotions(places: readonly string[], count: number): Motion[] {
  return Array.from({ length: count * 2 }, (_item, i): Motion => {
    const startMillis = (i * FLIGHT_MILLIS) / count;
    return {
      phase: 'fly',
      place: places[i % places.length] ?? '',
      startMillis,
      endMillis: startMillis + FLIGHT_MILLIS,
      kind: i % 4,
      compensation: i % 11 === 0,
      echo: i % 13 === 0,
      entry: i,
    };
  });
}
