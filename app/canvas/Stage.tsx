import '@xyflow/react/dist/base.css';
import './stage.css';
import { Panel, ReactFlow, ReactFlowProvider, useReactFlow, useStore, ViewportPortal } from '@xyflow/react';
import type { Node, NodeChange, NodeProps } from '@xyflow/react';
import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { ChannelStructure, ClientStructure, ServiceStructure } from '../../src/engine/index.ts';
import { localText, useLanguage, useTranslate } from '../i18n/text.tsx';
import type { Translate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { findingEntry, witnessEntries } from '../state/findings.ts';
import type { Run } from '../state/run.ts';
import { Button } from '../ui/Button.tsx';
import { ChannelPipe } from './ChannelPipe.tsx';
import { ClientFigure } from './ClientFigure.tsx';
import { LARGEST_ZOOM, roomOf, SMALLEST_ZOOM, stageMargins } from './fit.ts';
import type { Way } from './geometry.ts';
import { PIPE } from './graph.ts';
import { layOut } from './layout.ts';
import type { Layout, Places, Size } from './layout.ts';
import { MessageLayer } from './MessageLayer.tsx';
import { ServiceCard } from './ServiceCard.tsx';
import type { Scene } from './tokens.ts';
import { useMotion } from './useMotion.ts';
import { routeEdges } from './ways.ts';
import { placeMarks, ribbonPath } from './witness.ts';

type ServiceNode = Node<{ readonly service: ServiceStructure }, 'service'>;
type ChannelNode = Node<{ readonly channel: ChannelStructure }, 'channel'>;
type ClientNode = Node<{ readonly client: ClientStructure }, 'client'>;
type StageNode = ServiceNode | ChannelNode | ClientNode;

const NODE_TYPES = {
  service: ({ data }: NodeProps<ServiceNode>) => <ServiceCard service={data.service} />,
  channel: ({ data }: NodeProps<ChannelNode>) => <ChannelPipe channel={data.channel} />,
  client: ({ data }: NodeProps<ClientNode>) => <ClientFigure client={data.client} />,
};

interface Placed {
  readonly run: Run;
  readonly layout: Layout;
  readonly ways: ReadonlyMap<string, Way>;
}

interface StageProps {
  /** Shown over the graph. */
  readonly children?: ReactNode;
  /** Whether the wheel zooms; an embed leaves it to its host. */
  readonly wheel?: boolean;
  /** Called once, when the first graph stands in its place. */
  readonly onShown?: (() => void) | undefined;
}

/** The graph and the messages on it. It is laid out again only when the parts change; values flow into the cards. */
export function Stage(props: StageProps) {
  return (
    <ReactFlowProvider>
      <StageFlow {...props} />
    </ReactFlowProvider>
  );
}

function StageFlow({ children, wheel = true, onShown }: StageProps) {
  const run = useSelect((state) => state.run);
  const places = useSelect(({ edit }) => edit?.scenario.layout);
  const running = useSelect((state) => state.running);
  const commands = useCommands();
  const translate = useTranslate();
  const language = useLanguage();
  const flow = useReactFlow();
  const [room, setRoom] = useState<Size>();
  const placed = usePlaced(run, places, room);
  const still = !useMotion();

  const nodes = useMemo(
    () => (placed === undefined ? [] : stageNodes(placed, (text) => localText(text, language), translate)),
    [placed, language, translate],
  );
  const scene = useMemo(
    () => (placed === undefined || run === undefined ? undefined : sceneOf(placed, run)),
    [placed, run],
  );
  const now = useCallback(() => commands.player.getSnapshot().context.atMillis, [commands]);

  const shape = placed === undefined ? '' : shapeOf(placed);
  const fit = useCallback(
    () => void flow.fitView({ padding: paddingOf(room), maxZoom: LARGEST_ZOOM, duration: still ? 0 : 320 }),
    [flow, still, room],
  );
  // A finding brings its parts above the card that tells it; leaving it brings the whole graph back.
  const lit = useSelect(({ focus, run: current }) => {
    const finding = focus === undefined ? undefined : current?.findings[focus];
    if (current === undefined || finding === undefined) return '';
    const parts = [...witnessEntries(finding), findingEntry(finding)].map((entry) => current.parts[entry] ?? '');
    return [...new Set(parts)].sort().join(' ');
  });
  const seen = useRef('');
  const shown = useRef(false);
  const tellShown = useEffectEvent(() => {
    if (!shown.current) onShown?.();
    shown.current = true;
  });
  useEffect(() => {
    if (shape === '' || room === undefined) return undefined;
    const isNew = seen.current !== shape;
    seen.current = shape;
    const request = requestAnimationFrame(() => {
      // The card that tells the finding, if it is there already.
      const card = document.querySelector('.finding-card')?.clientHeight ?? 296;
      const below = Math.min(card + 40, Math.round(room.height * 0.64));
      const nodes = lit
        .split(' ')
        .filter((part) => part !== '')
        .map((id) => ({ id }));
      const fitted = flow.fitView({
        maxZoom: LARGEST_ZOOM,
        duration: still || isNew ? 0 : 320,
        ...(lit === ''
          ? { padding: paddingOf(room) }
          : { nodes, padding: { top: '24px', bottom: `${below}px`, left: '32px', right: '64px' } }),
      });
      void fitted.then(() => tellShown());
    });
    return () => cancelAnimationFrame(request);
  }, [shape, lit, flow, still, room]);

  const measure = useCallback((element: HTMLDivElement | null) => {
    if (element === null) return undefined;
    const sizes = new ResizeObserver(() => {
      const now = roomOf(element.clientWidth, element.clientHeight);
      setRoom((before) => (before?.width === now.width && before.height === now.height ? before : now));
    });
    sizes.observe(element);
    return () => sizes.disconnect();
  }, []);

  const changed = useCallback(
    (changes: NodeChange<StageNode>[]) => {
      for (const change of changes) {
        if (change.type === 'select' && change.selected) commands.select({ kind: 'part', part: change.id });
      }
    },
    [commands],
  );

  return (
    <div className="stage" ref={measure} aria-busy={running}>
      <ReactFlow<StageNode>
        nodes={nodes}
        edges={NO_EDGES}
        nodeTypes={NODE_TYPES}
        onNodesChange={changed}
        onNodeClick={(_event, node) => commands.select({ kind: 'part', part: node.id })}
        onPaneClick={() => commands.select(undefined)}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        zoomOnScroll={wheel}
        preventScrolling={wheel}
        panActivationKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        deleteKeyCode={null}
        attributionPosition="bottom-left"
        minZoom={SMALLEST_ZOOM}
        maxZoom={2}
        aria-label={translate('region.stage')}
      >
        <ViewportPortal>
          {placed !== undefined && <Ways ways={placed.ways} run={placed.run} />}
          {placed !== undefined && <Ribbon placed={placed} />}
        </ViewportPortal>
        {scene !== undefined && <MessageLayer scene={scene} now={now} still={still} />}
        <Panel position="bottom-right" className="stage-tools">
          <Button look="quiet" icon="minus" label={translate('stage.zoom-out')} onClick={() => void flow.zoomOut()} />
          <Button look="quiet" icon="plus" label={translate('stage.zoom-in')} onClick={() => void flow.zoomIn()} />
          <Button look="quiet" icon="fit" label={translate('stage.fit')} onClick={fit} />
        </Panel>
      </ReactFlow>
      {children}
    </div>
  );
}

const NO_EDGES: never[] = [];

function paddingOf(room: Size | undefined) {
  const { top, right, bottom, left } = stageMargins(room ?? { width: 0, height: 0 });
  return { top: `${top}px`, right: `${right}px`, bottom: `${bottom}px`, left: `${left}px` } as const;
}

/** Lays the run's graph out; until that is done the last layout stays. */
function usePlaced(run: Run | undefined, places: Places | undefined, room: Size | undefined): Placed | undefined {
  const [placed, setPlaced] = useState<Placed>();
  useEffect(() => {
    if (run === undefined || room === undefined) return undefined;
    let current = true;
    void layOut(run.graph, places ?? {}, room).then((layout) => {
      if (current) setPlaced({ run, layout, ways: routeEdges(run.graph, layout) });
    });
    return () => {
      current = false;
    };
  }, [run, places, room]);
  return placed;
}

/** Two layouts of the same shape need no new view. */
function shapeOf({ layout }: Placed): string {
  return [...layout.boxes].map(([id, { x, y, width, height }]) => `${id} ${x} ${y} ${width} ${height}`).join(';');
}

function stageNodes(
  { run, layout }: Placed,
  title: (text: { readonly en: string; readonly ko?: string }) => string,
  translate: Translate,
): StageNode[] {
  const { services, channels, clients } = run.structure;
  const place = (id: string, name: string) => {
    const box = layout.boxes.get(id);
    if (box === undefined) return undefined;
    return {
      id,
      position: { x: box.x, y: box.y },
      width: box.width,
      height: box.height,
      ariaLabel: name,
      connectable: false,
      draggable: false,
    };
  };
  const nodes: StageNode[] = [];
  for (const client of clients) {
    const base = place(`client:${client.id}`, translate('card.client', { name: title(client.title) }));
    if (base !== undefined) nodes.push({ ...base, type: 'client', data: { client } });
  }
  for (const service of services) {
    const base = place(`service:${service.id}`, translate('card.service', { name: title(service.title) }));
    if (base !== undefined) nodes.push({ ...base, type: 'service', data: { service } });
  }
  for (const channel of channels) {
    const base = place(`channel:${channel.id}`, translate('card.channel', { name: title(channel.title) }));
    if (base !== undefined) nodes.push({ ...base, type: 'channel', data: { channel } });
  }
  return nodes;
}

function sceneOf({ layout, ways }: Placed, run: Run): Scene {
  const slots = run.structure.channels.flatMap(({ id }) => {
    const box = layout.boxes.get(`channel:${id}`);
    return box === undefined
      ? []
      : [[`channel:${id}`, { x: box.x + PIPE.slotsLeft, y: box.y + PIPE.slotsTop }] as const];
  });
  return { ways, slots: new Map(slots), motions: run.motions };
}

function Ways({ ways, run }: { readonly ways: ReadonlyMap<string, Way>; readonly run: Run }) {
  const dimmed = useSelect(({ focus }) => focus !== undefined);
  const direct = useMemo(() => new Set(run.graph.edges.filter((edge) => edge.direct).map(({ id }) => id)), [run]);
  return (
    <svg className={dimmed ? 'ways is-dimmed' : 'ways'} aria-hidden="true">
      {[...ways].map(([id, { path }]) => (
        <path key={id} d={path} className={direct.has(id) ? 'way way-direct' : 'way'} />
      ))}
    </svg>
  );
}

/** Joins the operations of the finding on the stage, numbered in their order. */
function Ribbon({ placed: { run, layout } }: { readonly placed: Placed }) {
  const commands = useCommands();
  const translate = useTranslate();
  const finding = useSelect(({ focus, run: current }) => (focus === undefined ? undefined : current?.findings[focus]));
  // However small the graph is seen, marks stay large enough to be hit.
  const size = useStore(({ transform }) => Math.max(1, Math.ceil(10 / transform[2]) / 10));
  const marks = useMemo(() => {
    if (finding === undefined) return [];
    const entries = witnessEntries(finding);
    return placeMarks(
      entries.length > 0 ? entries : [findingEntry(finding)],
      run.trace,
      run.structure,
      run.parts,
      layout.boxes,
      size,
    );
  }, [finding, run, layout, size]);
  if (marks.length === 0) return null;
  return (
    <div className="ribbon" style={{ '--mark-size': size } as React.CSSProperties}>
      <svg aria-hidden="true">
        <path className="ribbon-back" d={ribbonPath(marks)} />
        <path className="ribbon-line" d={ribbonPath(marks)} />
      </svg>
      {marks.map(({ entry, number, place }) => (
        <button
          key={entry}
          type="button"
          className="ribbon-mark"
          style={{ left: place.x, top: place.y }}
          aria-label={translate('findings.operation', { n: entry + 1 })}
          onClick={() => commands.goTo(entry + 1)}
        >
          {number}
        </button>
      ))}
    </div>
  );
}
