import './safety.css';
import { useState } from 'react';
import type { FaultBudget } from '../../src/engine/index.ts';
import { countText } from '../i18n/format.ts';
import { localText, useLanguage, useTranslate } from '../i18n/text.tsx';
import { MAXIMUM_SECONDS, MAXIMUM_STATES } from '../state/commands.ts';
import { useCommands, useSelect } from '../state/context.tsx';
import { declaredBudget, searchable } from '../state/findings.ts';
import { isInvariant, propertyDefinition, propertyTitle } from '../state/property-text.ts';
import type { Search } from '../state/store.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';

const FAULTS = ['crashes', 'losses', 'duplicates', 'lostAcknowledgements'] as const;
const MAXIMUM_OF_A_FAULT = 4;
const MAXIMUM_OF_REQUESTS = 20;
const STATE_BOUNDS: readonly number[] = [10_000, 100_000, 1_000_000];

const ALL = 'all';

function withRequests({ requests: _before, ...budget }: FaultBudget, requests: number | undefined): FaultBudget {
  return requests === undefined ? budget : { ...budget, requests };
}

/** Asks the search, and says exactly what it may say: found, none within the bounds, or unknown. */
export function SafetyDialog() {
  const edit = useSelect((state) => state.edit);
  const search = useSelect((state) => state.search);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const declared = edit === undefined ? {} : declaredBudget(edit);
  const [budget, setBudget] = useState<FaultBudget>(search?.request.budget ?? declared);
  const [maximumStates, setMaximumStates] = useState(search?.request.maximumStates ?? MAXIMUM_STATES);
  const possible = edit === undefined ? [] : searchable(edit.scenario);
  const requests = useSelect(({ run }) =>
    (run?.structure.clients ?? []).flatMap((client) => client.requests).reduce((sum, { count }) => sum + count, 0),
  );
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  if (edit === undefined) return null;
  const properties = possible.filter((property) => !left.has(property));
  const running = search !== undefined && search.reply === undefined && search.problem === undefined;
  const variant = edit.variant === undefined ? undefined : edit.scenario.variants[edit.variant];
  const ask = () => void commands.search(properties, budget, maximumStates, MAXIMUM_SECONDS);
  return (
    <Dialog title={translate('safe.title')} onClose={() => commands.showDialog(undefined)}>
      <p className="safe-explain">{translate('safe.explain')}</p>
      <dl className="safe-facts">
        <div>
          <dt>{translate('safe.design')}</dt>
          <dd>{variant === undefined ? translate('design.custom') : localText(variant.title, language)}</dd>
        </div>
      </dl>
      {possible.length === 0 ? (
        <p>{translate('safe.nothing-to-ask')}</p>
      ) : (
        <>
          {search !== undefined && <Outcome search={search} />}
          <div className="safe-actions">
            {running ? (
              <Button onClick={commands.cancelSearch}>{translate('safe.cancel')}</Button>
            ) : (
              <Button look="primary" icon="shield" disabled={properties.length === 0} onClick={ask}>
                {translate(search === undefined ? 'safe.search' : 'safe.again')}
              </Button>
            )}
            {running && (
              <output className="safe-progress">
                {translate('safe.progress', {
                  states: countText(search.progress.states),
                  transitions: countText(search.progress.transitions),
                  depth: search.progress.depth,
                })}
              </output>
            )}
          </div>
          {running && <div className="safe-bar" />}
          <fieldset className="safe-properties" disabled={running}>
            <legend className="panel-title">{translate('safe.question')}</legend>
            {possible.map((property) => (
              <label key={property} title={propertyDefinition(property, language)}>
                <input
                  type="checkbox"
                  checked={!left.has(property)}
                  onChange={(event) => {
                    const next = new Set(left);
                    if (event.target.checked) next.delete(property);
                    else next.add(property);
                    setLeft(next);
                  }}
                />
                {propertyTitle(property, edit.scenario, language)}
              </label>
            ))}
          </fieldset>
          <fieldset className="safe-bounds" disabled={running}>
            <legend className="panel-title">{translate('safe.bounds')}</legend>
            <label>
              <select
                className="select"
                value={budget.requests ?? ALL}
                onChange={(event) =>
                  setBudget(withRequests(budget, event.target.value === ALL ? undefined : Number(event.target.value)))
                }
              >
                {Array.from(
                  { length: Math.min(MAXIMUM_OF_REQUESTS, Math.max(requests, budget.requests ?? 0)) },
                  (_item, i) => (
                    <option key={i + 1} value={i + 1}>
                      {i + 1}
                    </option>
                  ),
                )}
                <option value={ALL}>{translate('safe.bound.all')}</option>
              </select>
              {translate('safe.bound.requests')}
            </label>
            {FAULTS.map((fault) => (
              <label key={fault}>
                <select
                  className="select"
                  value={budget[fault] ?? 0}
                  onChange={(event) => setBudget({ ...budget, [fault]: Number(event.target.value) })}
                >
                  {Array.from({ length: MAXIMUM_OF_A_FAULT + 1 }, (_item, count) => (
                    <option key={count} value={count}>
                      {count}
                    </option>
                  ))}
                </select>
                {translate(`safe.bound.${fault}`)}
              </label>
            ))}
            <label>
              <select
                className="select"
                value={maximumStates}
                onChange={(event) => setMaximumStates(Number(event.target.value))}
              >
                {STATE_BOUNDS.map((count) => (
                  <option key={count} value={count}>
                    {countText(count)}
                  </option>
                ))}
              </select>
              {translate('safe.bound.states')}
            </label>
          </fieldset>
        </>
      )}
    </Dialog>
  );
}

function Outcome({ search }: { readonly search: Search }) {
  const edit = useSelect((state) => state.edit);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const { reply, problem, request } = search;
  if (problem !== undefined) return <p className="safe-outcome">{translate('safe.broken', { message: problem })}</p>;
  if (reply === undefined) return null;
  const states = countText(reply.states);
  switch (reply.verdict) {
    case 'found':
      return (
        <div className="safe-outcome is-found" aria-live="polite">
          <h3>
            {translate(isInvariant(reply.property) ? 'safe.found.invariant' : 'safe.found', {
              property: propertyTitle(reply.property, edit?.scenario, language),
            })}
          </h3>
          <p>{translate('safe.found.more', { count: reply.schedule.length, states })}</p>
          <Button look="primary" icon="play" onClick={() => void commands.playSchedule(reply.schedule)}>
            {translate('safe.found.play')}
          </Button>
        </div>
      );
    case 'none':
      return (
        <div className="safe-outcome is-none" aria-live="polite">
          <h3>{translate('safe.none')}</h3>
          <p>{translate('safe.none.more', { states })}</p>
          <ul className="safe-kept">
            {request.properties.map((property) => (
              <li key={property}>
                {translate(isInvariant(property) ? 'safe.none.invariant' : 'safe.none.anomaly', {
                  property: propertyTitle(property, edit?.scenario, language),
                })}
              </li>
            ))}
          </ul>
          <p className="panel-note">{translate('safe.none.odds', { odds: oddsText(reply.missProbability) })}</p>
        </div>
      );
    case 'unknown':
      return (
        <div className="safe-outcome" aria-live="polite">
          <h3>{translate('safe.unknown', { states })}</h3>
          <p>{translate(`safe.unknown.${reply.reason}`)}</p>
        </div>
      );
  }
}

/** A tiny chance as a power of ten, rounded up. */
export function oddsText(probability: number): string {
  if (probability <= 0) return '10⁻¹⁹';
  const exponent = Math.ceil(Math.log10(probability));
  const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';
  return exponent >= 0 ? '1' : `10⁻${String(-exponent).replace(/\d/g, (digit) => digits.charAt(Number(digit)))}`;
}
