import './machines.css';
import { createInspector } from '@statelyai/inspect';
import { useEffect, useMemo, useState } from 'react';
import { useLanguage, useTranslate } from '../i18n/text.tsx';
import { usePlayground } from '../state/context.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { machineMoves } from './machine-moves.ts';

const SHOWN = 300;

interface Seen {
  readonly id: number;
  readonly actor: string;
  readonly event: string;
  readonly state: string;
}

interface Actor {
  readonly id: string;
  readonly name: string;
  readonly definition: string | undefined;
  readonly state: string;
}

/**
 * The XState inspector's events, received in this page: an inspector whose adapter hands every inspection event to this
 * view instead of to a window elsewhere. It works without a network.
 */
export function MachinesDialog() {
  const { store, commands } = usePlayground();
  const language = useLanguage();
  const translate = useTranslate();
  const [seen, setSeen] = useState<readonly Seen[]>([]);
  const [actors, setActors] = useState<readonly Actor[]>([]);
  const [chosen, choose] = useState<string>();
  const [copied, setCopied] = useState<string>();

  useEffect(() => {
    let number = 0;
    const known = new Map<string, Actor>();
    const configs = new Map<string, unknown>([['player', commands.player.logic.config]]);
    let list: Seen[] = [];
    let shown = false;
    const show = () => {
      if (shown) return;
      shown = true;
      requestAnimationFrame(() => {
        shown = false;
        setSeen(list);
        setActors([...known.values()]);
      });
    };
    const inspector = createInspector({
      send(event) {
        const { sessionId } = event;
        if (event.type === '@xstate.actor') {
          known.set(sessionId, {
            id: sessionId,
            name: event.name || sessionId,
            definition: configs.has(sessionId) ? JSON.stringify(configs.get(sessionId), null, 2) : undefined,
            state: stateText(event.snapshot),
          });
        } else if (event.type === '@xstate.snapshot') {
          const before = known.get(sessionId);
          const state = stateText(event.snapshot);
          if (before !== undefined) known.set(sessionId, { ...before, state });
          const type = event.event.type;
          // The player's clock ticks sixty times a second; only its moves are worth a line.
          if (type !== 'tick' && before?.state !== state) {
            list = [...list.slice(1 - SHOWN), { id: number++, actor: before?.name ?? sessionId, event: type, state }];
          }
        }
        show();
      },
    });
    let told = 0;
    let toldRun: unknown;
    const tell = () => {
      const { run, entries, edit } = store.getState();
      if (run === undefined || edit === undefined) return;
      if (run !== toldRun || entries < told) {
        known.clear();
        list = [];
        told = 0;
        toldRun = run;
        inspector.actor('player');
        inspector.snapshot('player', { value: commands.player.getSnapshot().value, status: 'active' });
      }
      for (const move of machineMoves(run, edit.scenario, told, entries, language)) {
        if (!known.has(move.actor)) {
          configs.set(move.actor, move.config);
          inspector.actor(move.actor, { value: move.from, status: 'active' });
        }
        inspector.event(move.actor, { type: move.event });
        inspector.snapshot(move.actor, { value: move.to, status: 'active' }, { event: { type: move.event } });
      }
      told = entries;
    };
    tell();
    const leave = store.subscribe((state, before) => {
      if (state.entries !== before.entries || state.run !== before.run) tell();
    });
    const player = commands.player.subscribe(({ value }) => {
      if (known.get('player')?.state !== String(value)) {
        inspector.snapshot('player', { value, status: 'active' }, { event: { type: String(value) } });
      }
    });
    return () => {
      leave();
      player.unsubscribe();
      inspector.stop();
    };
  }, [store, commands, language]);

  const listed = useMemo(
    () => (chosen === undefined ? seen : seen.filter(({ actor }) => actor === chosen)),
    [seen, chosen],
  );
  const copy = async (actor: Actor) => {
    try {
      await navigator.clipboard.writeText(actor.definition ?? '');
      setCopied(actor.id);
    } catch {
      setCopied(undefined);
    }
  };
  return (
    <Dialog title={translate('machines.title')} wide onClose={() => commands.showDialog(undefined)}>
      <p className="panel-note">{translate('machines.explain')}</p>
      <div className="machines">
        <section>
          <h3 className="panel-title">{translate('machines.actors')}</h3>
          <ul className="machines-actors">
            {actors.map((actor) => (
              <li key={actor.id} className={actor.name === chosen ? 'machine is-chosen' : 'machine'}>
                <button
                  type="button"
                  aria-pressed={actor.name === chosen}
                  onClick={() => choose(actor.name === chosen ? undefined : actor.name)}
                >
                  <span className="machine-name">
                    {actor.id === 'player' ? translate('machines.player') : actor.name}
                  </span>
                  <span className="chip">{actor.state}</span>
                </button>
                {actor.definition !== undefined && (
                  <Button look="quiet" onClick={() => void copy(actor)}>
                    {translate(copied === actor.id ? 'machines.copied' : 'machines.copy')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
        <section>
          <h3 className="panel-title">{translate('machines.events')}</h3>
          {listed.length === 0 && <p className="panel-note">{translate('machines.empty')}</p>}
          <ol className="machines-events" aria-label={translate('machines.events')}>
            {listed.toReversed().map(({ id, actor, event, state }) => (
              <li key={id}>
                <span className="machine-name">{actor}</span>
                <code>{event}</code>
                <span>→ {state}</span>
              </li>
            ))}
          </ol>
        </section>
      </div>
    </Dialog>
  );
}

function stateText(snapshot: unknown): string {
  const value = (snapshot as { readonly value?: unknown } | undefined)?.value;
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
