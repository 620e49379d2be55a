import './help.css';
import { useTranslate } from '../i18n/text.tsx';
import type { MessageKey } from '../i18n/text.tsx';
import { useCommands } from '../state/context.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { KindShape } from '../ui/KindShape.tsx';

type HelpKey = Extract<MessageKey, `help.${string}`>;

const KEYS: readonly (readonly [keys: readonly string[], text: HelpKey])[] = [
  [['Space'], 'help.space'],
  [['←', '→'], 'help.arrows'],
  [['Shift ←', 'Shift →'], 'help.shift-arrows'],
  [['Home', 'End'], 'help.home-end'],
  [['−', '+'], 'help.speed'],
  [['F'], 'help.f'],
  [['N'], 'help.n'],
  [['1 … 9'], 'help.digits'],
  [['Esc'], 'help.escape'],
  [['Ctrl Z', 'Ctrl Shift Z'], 'help.undo'],
  [['?'], 'help.question'],
];

export function HelpDialog() {
  const commands = useCommands();
  const translate = useTranslate();
  return (
    <Dialog title={translate('help.title')} onClose={() => commands.showDialog(undefined)}>
      <div className="help">
        <section>
          <h3 className="panel-title">{translate('help.keyboard')}</h3>
          <dl className="help-keys">
            {KEYS.map(([keys, text]) => (
              <div key={text}>
                <dt>
                  {keys.map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{translate(text)}</dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h3 className="panel-title">{translate('help.shapes')}</h3>
          <ul className="help-shapes">
            {(['command', 'event', 'reply', 'document'] as const).map((kind) => (
              <li key={kind}>
                <KindShape kind={kind} />
                {translate(`kind.${kind}`)}
              </li>
            ))}
            <li>
              <KindShape kind="command" hollow />
              {translate('legend.compensation')}
            </li>
            <li>
              <span className="help-echo">
                <KindShape kind="event" />
              </span>
              {translate('legend.duplicate')}
            </li>
            <li>
              <span className="finding-shape" />
              {translate('legend.anomaly')}
            </li>
          </ul>
          <h3 className="panel-title help-how">{translate('help.how')}</h3>
          <p>{translate('help.how.1')}</p>
          <p>{translate('help.how.2')}</p>
          <p>{translate('help.how.3')}</p>
        </section>
      </div>
    </Dialog>
  );
}
