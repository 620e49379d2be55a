import type { ServiceStructure, WorkFrame } from '../../../src/engine/index.ts';
import { localText, useLanguage, useTranslate } from '../../i18n/text.tsx';
import { useSelect } from '../../state/context.tsx';
import { plainText } from '../../state/plain.ts';
import { identityTitle, originTitle } from '../sentence.ts';
import { MessageName } from './parts.tsx';

export function WorkInside({ service, work }: { readonly service: ServiceStructure; readonly work: WorkFrame }) {
  const structure = useSelect(({ run }) => run?.structure);
  const language = useLanguage();
  const translate = useTranslate();
  const steps = service.handlers.find(({ message }) => message === work.type)?.steps ?? [];
  return (
    <div className="work">
      <MessageName type={work.type} message={work.message} />
      <div className="work-facts">
        {work.delivery > 1 && <span className="chip">{translate('inspect.delivery', { n: work.delivery })}</span>}
        <span className="chip">{translate(`inspect.${work.state}`)}</span>
        {structure !== undefined && work.blockedBy !== undefined && work.blockedBy.length > 0 && (
          <span className="part-kind">
            {translate('card.waits.for', {
              who: originTitle(structure, work.message, language),
              by: work.blockedBy.map((by) => identityTitle(structure, by, language)).join('; '),
            })}
          </span>
        )}
        {structure !== undefined &&
          work.waitsFor?.map(({ table, key, writer }) => {
            const known = structure.tables.find(({ id }) => id === table);
            const name = known === undefined ? table : localText(known.title, language);
            const row = key === null ? name : `${name} ${plainText(key)}`;
            return (
              <span key={`${table}/${plainText(key)}`} className="part-kind">
                {writer === null
                  ? translate('inspect.work.waits', { row })
                  : translate('inspect.work.waits.by', { row, by: identityTitle(structure, writer, language) })}
              </span>
            );
          })}
        {work.reason !== undefined && <span className="part-kind">{work.reason}</span>}
      </div>
      {work.stepIndex < 0 && <p className="panel-note">{translate('inspect.acknowledging')}</p>}
      <ol className="steps">
        {steps.map(({ label, depth, text }, i) => (
          <li
            // Steps of a handler may look alike; their order tells them apart.
            // oxlint-disable-next-line react/no-array-index-key
            key={i}
            className={
              i === work.stepIndex
                ? 'step is-current'
                : work.stepIndex < 0 || i < work.stepIndex
                  ? 'step is-past'
                  : 'step'
            }
            style={{ paddingLeft: 12 + depth * 12 }}
            aria-current={i === work.stepIndex ? 'step' : undefined}
            title={label}
          >
            <code>{text}</code>
          </li>
        ))}
      </ol>
      {work.variables.length > 0 && (
        <dl className="facts">
          {work.variables.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{plainText(value)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}
