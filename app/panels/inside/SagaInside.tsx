import { Suspense, useState } from 'react';
import type { SagaStructure } from '../../../src/engine/index.ts';
import { localText, useLanguage, useTranslate } from '../../i18n/text.tsx';
import { useCommands, useSelect } from '../../state/context.tsx';
import { plainText } from '../../state/plain.ts';
import { Button } from '../../ui/Button.tsx';
import { partTitle } from '../sentence.ts';
import { MachineChart } from './later-chart.ts';
import { Head, Section, shortIdentity } from './parts.tsx';

export function SagaInside({
  saga,
  instance,
}: {
  readonly saga: SagaStructure;
  readonly instance: string | undefined;
}) {
  const all = useSelect(({ frame }) => frame?.sagas);
  const structure = useSelect(({ run }) => run?.structure);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const [chosen, choose] = useState(instance);
  const mine = all?.filter((candidate) => candidate.saga === saga.id) ?? [];
  const shown = mine.find(({ id }) => id === (chosen ?? instance)) ?? mine[mine.length - 1];
  return (
    <div className="panel-section">
      <Button
        look="quiet"
        icon="left"
        className="inside-back"
        onClick={() => commands.select({ kind: 'part', part: `service:${saga.owner}` })}
      >
        {structure === undefined ? saga.owner : partTitle(structure, `service:${saga.owner}`, language)}
      </Button>
      <Head kicker={translate('inspect.saga')} title={localText(saga.title, language)}>
        {mine.length > 1 && shown !== undefined && (
          <select
            className="select"
            aria-label={translate('inspect.saga')}
            value={shown.id}
            onChange={(event) => choose(event.target.value)}
          >
            {mine.map(({ id, outcome }) => (
              <option key={id} value={id}>
                {shortIdentity(id)} ({translate(`saga.outcome.${outcome}`)})
              </option>
            ))}
          </select>
        )}
        {shown === undefined && <p className="panel-note">{translate('inspect.saga.none')}</p>}
      </Head>
      <Section title={translate('inspect.steps')}>
        <ol className="saga-steps">
          {saga.steps.map((step, i) => {
            const state = shown?.steps[i] ?? 'to-come';
            return (
              <li key={step.id} className={`saga-step saga-${state}`}>
                <span className={`strip-step step-${state} step-kind-${step.kind}`} />
                <span className="saga-step-title">
                  {localText(step.title, language)}
                  <span className="part-kind">
                    {translate(`saga.${step.kind}`)}
                    {step.participant === undefined || structure === undefined
                      ? ''
                      : ` · ${partTitle(structure, `service:${step.participant}`, language)}`}
                  </span>
                </span>
                <span className="saga-step-state">{translate(`saga.${state}`)}</span>
              </li>
            );
          })}
        </ol>
      </Section>
      {shown !== undefined && Object.keys(shown.data).length > 0 && (
        <Section title={translate('inspect.data')}>
          <dl className="facts">
            {Object.entries(shown.data).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{plainText(value)}</dd>
              </div>
            ))}
          </dl>
        </Section>
      )}
      <Section title={translate('inspect.chart')}>
        <Suspense fallback={<p className="panel-note">{translate('inspect.loading')}</p>}>
          <MachineChart config={saga.machine} state={shown?.state} />
        </Suspense>
      </Section>
    </div>
  );
}
