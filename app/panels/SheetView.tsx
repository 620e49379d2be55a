import { useEffect, useState } from 'react';
import { useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { Button } from '../ui/Button.tsx';
import { Gallery } from './Gallery.tsx';
import { TabBody } from './SidePanel.tsx';

const NARROW = '(max-width: 760px)';

/** On a narrow screen the panels lie over the stage, one at a time. */
export function SheetView() {
  const sheet = useSelect((state) => state.sheet);
  const commands = useCommands();
  const translate = useTranslate();
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const changed = () => setNarrow(media.matches);
    media.addEventListener('change', changed);
    return () => media.removeEventListener('change', changed);
  }, []);
  if (!narrow || sheet === undefined) return null;
  return (
    <section className="sheet" aria-label={translate(`tab.${sheet}`)}>
      <div className="sheet-head">
        <h2>{translate(`tab.${sheet}`)}</h2>
        <Button
          look="quiet"
          icon="close"
          label={translate('action.close')}
          onClick={() => commands.showSheet(undefined)}
        />
      </div>
      <div className="sheet-body">
        {sheet === 'scenarios' || sheet === 'story' ? <Gallery /> : <TabBody tab={sheet} />}
      </div>
    </section>
  );
}
