import './next.css';
import type { ChoiceFrame, ChoiceKind } from '../../src/engine/index.ts';
import { useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { KindShape } from '../ui/KindShape.tsx';
import { messageTitle, partTitle } from './sentence.ts';

const GROUPS: readonly ChoiceKind[] = [
  'request',
  'deliver',
  'run',
  'acknowledge',
  'relay',
  'timer',
  'redeliver',
  'restart',
  'crash',
];

/** All that may happen next; a click makes it happen. */
export function NextChoices() {
  const run = useSelect((state) => state.run);
  const frame = useSelect((state) => state.frame);
  const step = useSelect((state) => state.step);
  const commands = useCommands();
  const translate = useTranslate();
  if (run === undefined || frame === undefined) return null;
  if (frame.choices.length === 0) {
    return (
      <div className="panel-empty">
        <p className="panel-lead">{translate('next.none')}</p>
      </div>
    );
  }
  const stale = frame.step !== step;
  const groups = GROUPS.map((kind) => ({
    kind,
    choices: frame.choices.filter((choice) => choice.kind === kind),
  })).filter(({ choices }) => choices.length > 0);
  return (
    <div className="panel-section">
      <p className="panel-note">{translate('next.note')}</p>
      {groups.map(({ kind, choices }) => (
        <section key={kind} className="choices">
          <h3 className="panel-title">{translate(`next.group.${kind}`)}</h3>
          <ul>
            {choices.map((choice) => (
              <li key={choice.name}>
                <button
                  type="button"
                  className={choice.fault ? 'choice is-fault' : 'choice'}
                  disabled={stale}
                  title={choice.name}
                  onClick={() => void commands.choose(choice.name)}
                >
                  <ChoiceText choice={choice} />
                </button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function ChoiceText({ choice }: { readonly choice: ChoiceFrame }) {
  const run = useSelect((state) => state.run);
  const language = useLanguage();
  const translate = useTranslate();
  if (run === undefined) return null;
  const { structure } = run;
  const kind = structure.messageTypes.find(({ id }) => id === choice.messageType)?.kind;
  const instance = / [\w-]+\.(\d+)(?: |$)/.exec(choice.name)?.[1];
  const where = partTitle(structure, choice.part, language);
  const several = structure.services.some(({ id, instances }) => choice.part === `service:${id}` && instances > 1);
  const variant = / \((lost|duplicated)\)$/.exec(choice.name)?.[1];
  return (
    <>
      {kind === undefined ? <span className="choice-mark" /> : <KindShape kind={kind} />}
      <span className="choice-text">
        {choice.messageType === undefined ? where : messageTitle(structure, choice.messageType, language)}
        <span className="choice-where">
          {choice.messageType === undefined ? '' : where}
          {several && instance !== undefined ? ` ${Number(instance) + 1}` : ''}
        </span>
      </span>
      {choice.fault && (
        <span className="choice-fault">
          {translate(variant === 'lost' ? 'next.lost' : variant === 'duplicated' ? 'next.duplicated' : 'next.fault')}
        </span>
      )}
    </>
  );
}
