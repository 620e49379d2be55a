import './notices.css';
import { Suspense } from 'react';
import { useTranslate } from '../i18n/text.tsx';
import { copyText } from '../share/clipboard.ts';
import { useCommands, useSelect } from '../state/context.tsx';
import { Button } from '../ui/Button.tsx';
import { later } from '../ui/later.ts';

const ProblemList = later(() => import('./ProblemList.tsx').then((module) => module.ProblemList));

/** Calm banners: what could not be done, in a sentence, with the work kept as it was. */
export function Notices() {
  const notice = useSelect((state) => state.notice);
  const divergence = useSelect(({ run }) => run?.divergence);
  const commands = useCommands();
  const translate = useTranslate();
  const dismiss = (
    <Button look="quiet" icon="close" label={translate('banner.dismiss')} onClick={() => commands.notify(undefined)} />
  );
  return (
    <div className="notices" aria-live="polite">
      {notice?.kind === 'rejected' && (
        <div className="notice">
          <div className="notice-text">
            <strong>{translate('banner.rejected')}</strong>
            <Suspense fallback={null}>
              <ProblemList problems={notice.problems} />
            </Suspense>
          </div>
          <Button onClick={() => commands.showDialog('editor')}>{translate('banner.edit')}</Button>
          {dismiss}
        </div>
      )}
      {notice?.kind === 'broken' && (
        <div className="notice">
          <div className="notice-text">
            <strong>{translate('banner.broken')}</strong>
            <p>{translate('banner.broken.more')}</p>
            <ReplayHandle message={notice.message} />
          </div>
          {dismiss}
        </div>
      )}
      {notice?.kind === 'link' && (
        <div className="notice">
          <p className="notice-text">{translate('banner.link', { message: notice.message })}</p>
          <Button onClick={() => void copyText(notice.received, null)}>{translate('banner.link.copy')}</Button>
          {dismiss}
        </div>
      )}
      {notice?.kind === 'note' && (
        <div className="notice">
          <p className="notice-text">{notice.message}</p>
          {dismiss}
        </div>
      )}
      {notice?.kind === 'file' && (
        <div className="notice">
          <p className="notice-text">{translate(`editor.${notice.problem}`)}</p>
          {dismiss}
        </div>
      )}
      {divergence !== undefined && (
        <div className="notice">
          <p className="notice-text">
            {translate('banner.diverged', { step: divergence.step + 1, expected: divergence.expected })}
          </p>
          <Button onClick={() => void commands.letSeedDecide()}>{translate('player.own-schedule.reset')}</Button>
        </div>
      )}
    </div>
  );
}

/** What replays a broken run: the scenario's name, options, seed and choices made by hand. */
function ReplayHandle({ message }: { readonly message: string }) {
  const edit = useSelect((state) => state.edit);
  const handle = JSON.stringify({
    message,
    scenario: edit?.scenario.id,
    options: edit?.options,
    seed: edit?.seed,
    overrides: edit?.overrides,
    schedule: edit?.schedule,
  });
  return <code className="notice-handle">{handle}</code>;
}
