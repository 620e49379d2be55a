import { CATALOGUE, claimedProperties, declaredBudget } from '../../src/engine/index.ts';
import type { FaultBudget, LinkBounds, Scenario, Strategy } from '../../src/engine/index.ts';
import { countText } from '../i18n/format.ts';
import { useLanguage } from '../i18n/text.tsx';
import { safetyTexts } from '../i18n/safety-texts.ts';
import { useSelect } from '../state/context.tsx';
import { FAULTS, MAXIMUM_STATES } from '../state/safety-cells.ts';
import type { SafetyPlan } from '../state/safety.ts';
import { Button } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { LIVELOCK, questionHelp, questionTitle } from './safety-facts.ts';

const MAXIMUM_OF_A_FAULT = 4;
const MAXIMUM_OF_REQUESTS = 20;
const STATE_BOUNDS: readonly number[] = [10_000, 100_000, MAXIMUM_STATES, 5_000_000];
const STRATEGIES: readonly Strategy[] = ['depth', 'breadth', 'random', 'priority'];
const DECLARED = '';
const ALL = 'all';

interface SafetySettingsProps {
  readonly scenario: Scenario;
  readonly plan: SafetyPlan;
  readonly onBounds: (bounds: LinkBounds) => void;
  readonly onPlan: (plan: Partial<SafetyPlan>) => void;
}

/** How far the searches go, how, and what they ask. What changes is asked at once. */
export function SafetySettings({ scenario, plan, onBounds, onPlan }: SafetySettingsProps) {
  const language = useLanguage();
  const text = safetyTexts(language);
  return (
    <div className="settings">
      <Bounds scenario={scenario} bounds={plan.bounds} onBounds={onBounds} />
      <fieldset>
        <legend className="panel-title">{text('strategy')}</legend>
        <Segmented
          label={text('strategy')}
          value={plan.strategy}
          choices={STRATEGIES.map((id) => ({ id, title: text(`strategy.${id}`) }))}
          onChange={(id) => onPlan({ strategy: id as Strategy })}
        />
        <p className="settings-note">{text(`strategy.${plan.strategy}.more`)}</p>
      </fieldset>
      <Questions scenario={scenario} plan={plan} onPlan={onPlan} />
    </div>
  );
}

function Bounds({ scenario, bounds, onBounds }: Pick<SafetySettingsProps, 'scenario' | 'onBounds'> & SafetyPlanBounds) {
  const text = safetyTexts(useLanguage());
  const declared = declaredBudgets(scenario);
  const requests = useSelect(({ run }) =>
    (run?.structure.clients ?? []).flatMap((client) => client.requests).reduce((sum, { count }) => sum + count, 0),
  );
  const change = (name: keyof LinkBounds, value: string): void => {
    const { [name]: _before, ...others } = bounds;
    onBounds(value === DECLARED ? others : { ...others, [name]: value === ALL ? ALL : Number(value) });
  };
  const values = (name: keyof FaultBudget): string => {
    const found = [...new Set(declared.map((budget) => budget[name] ?? (name === 'requests' ? text('bound.all') : 0)))];
    return `${text('bound.declared')} (${found.join(', ')})`;
  };
  return (
    <fieldset>
      <legend className="panel-title">{text('bounds')}</legend>
      <div className="settings-bounds">
        <label>
          {text('bound.requests')}
          <select
            className="select"
            value={bounds.requests ?? DECLARED}
            onChange={(event) => change('requests', event.target.value)}
          >
            <option value={DECLARED}>{values('requests')}</option>
            {upTo(1, Math.min(MAXIMUM_OF_REQUESTS, requests), bounds.requests)}
            <option value={ALL}>{text('bound.all')}</option>
          </select>
        </label>
        {FAULTS.map((fault) => (
          <label key={fault}>
            {text(`bound.${fault}`)}
            <select
              className="select"
              value={bounds[fault] ?? DECLARED}
              onChange={(event) => change(fault, event.target.value)}
            >
              <option value={DECLARED}>{values(fault)}</option>
              {upTo(0, MAXIMUM_OF_A_FAULT, bounds[fault])}
            </select>
          </label>
        ))}
        <label>
          {text('bound.states')}
          <select
            className="select"
            value={bounds.states ?? MAXIMUM_STATES}
            onChange={(event) =>
              change('states', Number(event.target.value) === MAXIMUM_STATES ? DECLARED : event.target.value)
            }
          >
            {[...new Set([...STATE_BOUNDS, bounds.states ?? MAXIMUM_STATES])]
              .sort((a, b) => a - b)
              .map((count) => (
                <option key={count} value={count}>
                  {countText(count)}
                </option>
              ))}
          </select>
        </label>
        {Object.keys(bounds).length > 0 && <Button onClick={() => onBounds({})}>{text('bounds.reset')}</Button>}
      </div>
    </fieldset>
  );
}

interface SafetyPlanBounds {
  readonly bounds: LinkBounds;
}

/** Numbers to choose from; one that a link brought is among them. */
function upTo(least: number, most: number, present: number | 'all' | undefined) {
  const counts = Array.from({ length: Math.max(0, most - least + 1) }, (_item, i) => least + i);
  if (typeof present === 'number' && !counts.includes(present)) counts.push(present);
  return counts.map((count) => (
    <option key={count} value={count}>
      {count}
    </option>
  ));
}

function declaredBudgets(scenario: Scenario): readonly FaultBudget[] {
  return Object.keys(scenario.variants).map((variant) => declaredBudget(scenario, variant));
}

function Questions({ scenario, plan, onPlan }: Pick<SafetySettingsProps, 'scenario' | 'plan' | 'onPlan'>) {
  const language = useLanguage();
  const text = safetyTexts(language);
  const claimed = claimedProperties(scenario);
  const asked = new Set(plan.properties ?? claimed);
  const others = [LIVELOCK, ...CATALOGUE.map(({ id }) => id)].filter((property) => !claimed.includes(property));
  const choose = (property: string, isAsked: boolean): void => {
    const all = [...claimed, ...others].filter((other) => (other === property ? isAsked : asked.has(other)));
    const asClaimed = all.length === claimed.length && claimed.every((other) => all.includes(other));
    onPlan({ properties: asClaimed ? undefined : all });
  };
  const box = (property: string) => (
    <label key={property} title={questionHelp(property, language, text)}>
      <input
        type="checkbox"
        checked={asked.has(property)}
        onChange={(event) => choose(property, event.target.checked)}
      />
      {questionTitle(property, scenario, language, text)}
    </label>
  );
  return (
    <fieldset>
      <legend className="panel-title">{text('questions')}</legend>
      <div className="settings-questions">{claimed.map(box)}</div>
      <details className="settings-more" open={others.some((property) => asked.has(property)) || undefined}>
        <summary>{text('questions.more')}</summary>
        <div className="settings-questions">{others.map(box)}</div>
      </details>
    </fieldset>
  );
}
