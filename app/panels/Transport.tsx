import './transport.css';
import { useTranslate } from '../i18n/text.tsx';
import { RATES } from '../player/rates.ts';
import { useCommands, useSelect } from '../state/context.tsx';
import { Button } from '../ui/Button.tsx';
import { CursorReadout } from './Timeline.tsx';

/** Play, pause, step both ways, speed, seed; and what is at the cursor. */
export function Transport() {
  const commands = useCommands();
  const translate = useTranslate();
  const playing = useSelect((state) => state.playing);
  const rate = useSelect((state) => state.rate);
  const atStart = useSelect(({ entries }) => entries === 0);
  const atEnd = useSelect(
    ({ entries, run }) => run !== undefined && run.trace.length > 0 && entries === run.trace.length,
  );
  const seed = useSelect(({ edit }) => edit?.seed);
  const own = useSelect(({ edit }) => edit !== undefined && (edit.overrides.length > 0 || edit.schedule !== undefined));
  const findings = useSelect(({ run }) => run?.findings.length ?? 0);
  return (
    <div className="transport">
      <div className="transport-group">
        <Button
          look="quiet"
          icon="start"
          label={translate('player.start')}
          shortcut="Home"
          disabled={atStart}
          onClick={commands.toStart}
        />
        <Button
          look="quiet"
          icon="step-back"
          label={translate('player.step-back')}
          shortcut="ArrowLeft"
          disabled={atStart}
          onClick={commands.stepBack}
        />
        <Button
          look="primary"
          className="transport-play"
          icon={playing ? 'pause' : atEnd ? 'replay' : 'play'}
          label={translate(playing ? 'player.pause' : atEnd ? 'player.replay' : 'player.play')}
          shortcut="Space"
          onClick={commands.togglePlay}
        />
        <Button
          look="quiet"
          icon="step-forward"
          label={translate('player.step')}
          shortcut="ArrowRight"
          disabled={atEnd}
          onClick={commands.stepForward}
        />
        <Button
          look="quiet"
          icon="end"
          label={translate('player.end')}
          shortcut="End"
          disabled={atEnd}
          onClick={commands.toEnd}
        />
      </div>
      <CursorReadout />
      <div className="transport-group transport-more">
        {findings > 0 && (
          <Button
            look="quiet"
            className="transport-finding"
            icon="flag"
            label={translate('player.next-finding')}
            shortcut="F"
            onClick={commands.nextFinding}
          >
            <span>{findings}</span>
          </Button>
        )}
        <select
          className="select"
          aria-label={translate('player.speed')}
          value={rate}
          onChange={(event) => commands.setRate(Number(event.target.value))}
        >
          {RATES.map((value) => (
            <option key={value} value={value}>
              {value}×
            </option>
          ))}
        </select>
        {own ? (
          <Button
            icon="branch"
            label={translate('player.own-schedule.reset')}
            onClick={() => void commands.letSeedDecide()}
          >
            <span>{translate('player.own-schedule')}</span>
          </Button>
        ) : (
          <Button icon="dice" label={translate('player.seed.new')} shortcut="N" onClick={() => void commands.newSeed()}>
            <span>{translate('player.seed.value', { seed: seed ?? 0 })}</span>
          </Button>
        )}
      </div>
    </div>
  );
}
