import './share.css';
import { useEffect, useRef, useState } from 'react';
import { countText } from '../i18n/format.ts';
import { localText, useLanguage } from '../i18n/text.tsx';
import { useCommands, usePlayground, useSelect } from '../state/context.tsx';
import type { Edit } from '../state/store.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { elementAddress, embedAddress, playgroundAddress } from './address.ts';
import { copyText } from './clipboard.ts';
import { downloadText } from './download.ts';
import { lengthClass, LONG_CHARACTERS } from './length.ts';
import { presentLink, sealedLink } from './present-link.ts';
import type { Codec } from './present-link.ts';
import { elementSnippet, frameSnippet, markdownSnippet } from './snippets.ts';
import type { SnippetParts } from './snippets.ts';
import { shareText } from './texts.ts';
import type { ShareKey } from './texts.ts';

const FORMS = ['link', 'markdown', 'frame', 'element'] as const;
type Form = (typeof FORMS)[number];
const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const EMBED_HEIGHT_PIXELS = 480;

/** Hands on what is on the stage: as a link, for a document, for a page, or as a file. */
export function ShareDialog() {
  const { store } = usePlayground();
  const commands = useCommands();
  const language = useLanguage();
  const edit = useSelect((state) => state.edit);
  const entries = useSelect((state) => state.entries);
  const digest = useSelect(({ run }) => run?.digest);
  const [codec, setCodec] = useState<Codec>();
  const [form, setForm] = useState<Form>('link');
  const [atMoment, setAtMoment] = useState(true);
  const [plays, setPlays] = useState(true);
  const [theme, setTheme] = useState<Theme>('auto');
  const [copied, setCopied] = useState<'share.copied' | 'share.not-copied'>();
  const field = useRef<HTMLTextAreaElement>(null);
  const say = (key: ShareKey, values?: Readonly<Record<string, string | number>>): string =>
    shareText(language, key, values);

  useEffect(() => {
    let current = true;
    void import('./codec.ts').then((loaded) => {
      if (current) setCodec(loaded);
    });
    return () => {
      current = false;
    };
  }, []);

  const embeds = form === 'frame' || form === 'element';
  const link = codec === undefined ? undefined : presentLink(codec, store.getState(), atMoment && entries > 0);
  const shown =
    codec === undefined || link === undefined
      ? undefined
      : codec.writeFragment({
          ...sealedLink(codec, store.getState(), link),
          ...(embeds && theme !== 'auto' ? { theme } : {}),
          ...(embeds && plays ? { play: 'visible' } : {}),
        });
  const fragment = shown?.ok === true ? shown.value : undefined;
  const parts: SnippetParts | undefined =
    fragment === undefined || edit === undefined
      ? undefined
      : {
          link: `${playgroundAddress()}#${fragment}`,
          embed: `${embedAddress()}#${fragment}`,
          script: elementAddress(),
          fragment,
          title: titleOf(edit, (text) => localText(text, language)),
          heightPixels: EMBED_HEIGHT_PIXELS,
        };
  const text = parts === undefined ? '' : textOf(form, parts);
  const length = parts?.link.length ?? 0;
  const choose =
    <Value,>(change: (value: Value) => void) =>
    (value: Value): void => {
      change(value);
      setCopied(undefined);
    };
  const copy = async (): Promise<void> => {
    setCopied((await copyText(text, field.current)) ? 'share.copied' : 'share.not-copied');
  };
  const download = (): void => {
    if (codec === undefined || edit === undefined) return;
    const tidy = `${JSON.stringify(JSON.parse(codec.canonicalJson(edit.scenario)), undefined, 2)}\n`;
    downloadText(`${edit.scenario.id}.json`, tidy);
  };

  return (
    <Dialog title={say('share.title')} onClose={() => commands.showDialog(undefined)}>
      <div className="share">
        <p className="share-explain">
          {say(edit?.builtIn === undefined ? 'share.explain.own' : 'share.explain.built-in')}
        </p>
        <Segmented
          label={say('share.as')}
          value={form}
          choices={FORMS.map((id) => ({ id, title: say(`share.as.${id}`) }))}
          onChange={(id) => choose(setForm)(id as Form)}
        />
        <div className="share-options">
          {entries > 0 ? (
            <label className="share-check">
              <input
                type="checkbox"
                checked={atMoment}
                onChange={(event) => choose(setAtMoment)(event.target.checked)}
              />
              {say('share.moment', { n: entries })}
            </label>
          ) : (
            <p className="share-note">{say('share.start')}</p>
          )}
          {embeds && (
            <>
              <label className="share-check">
                <input type="checkbox" checked={plays} onChange={(event) => choose(setPlays)(event.target.checked)} />
                {say('share.play')}
              </label>
              <label className="share-check">
                {say('share.theme')}
                <select
                  className="select"
                  value={theme}
                  onChange={(event) => choose(setTheme)(event.target.value as Theme)}
                >
                  {THEMES.map((id) => (
                    <option key={id} value={id}>
                      {say(`share.theme.${id}`)}
                    </option>
                  ))}
                </select>
              </label>
            </>
          )}
        </div>
        {shown?.ok === false ? (
          <p className="share-refused" role="alert">
            {say('share.refused')}
          </p>
        ) : (
          <>
            <textarea
              ref={field}
              className="share-text mono"
              aria-label={say('share.text')}
              readOnly
              rows={form === 'link' || form === 'markdown' ? 4 : 6}
              spellCheck={false}
              value={text}
              onFocus={(event) => event.target.select()}
            />
            <div className="share-actions">
              <LengthMeter characters={length} say={say} />
              <output className="share-told">{copied === undefined ? '' : say(copied)}</output>
              <Button look="primary" disabled={text === ''} onClick={() => void copy()}>
                {say('share.copy')}
              </Button>
            </div>
          </>
        )}
        {digest !== undefined && <p className="share-note">{say('share.fingerprint', { digest })}</p>}
        <div className="share-files">
          <Button icon="download" disabled={codec === undefined || edit === undefined} onClick={download}>
            {say('share.download')}
          </Button>
          {parts !== undefined && (
            <a className="share-preview" href={parts.embed} target="_blank" rel="noopener">
              {say('share.preview')}
            </a>
          )}
        </div>
      </div>
    </Dialog>
  );
}

interface LengthMeterProps {
  readonly characters: number;
  readonly say: (key: ShareKey, values?: Readonly<Record<string, string | number>>) => string;
}

/** Says in words, by length and by colour how far the link travels. */
function LengthMeter({ characters, say }: LengthMeterProps) {
  const kind = lengthClass(characters);
  return (
    <div className={`share-length is-${kind}`}>
      <svg className="share-meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
        <rect className="share-meter-rest" width="100" height="4" rx="2" />
        <rect
          className="share-meter-used"
          width={Math.min(100, Math.max(1, (characters / LONG_CHARACTERS) * 100))}
          height="4"
          rx="2"
        />
      </svg>
      <span>
        {say('share.characters', { count: countText(characters) })} · {say(`share.length.${kind}`)}
      </span>
    </div>
  );
}

function textOf(form: Form, parts: SnippetParts): string {
  switch (form) {
    case 'link':
      return parts.link;
    case 'markdown':
      return markdownSnippet(parts);
    case 'frame':
      return frameSnippet(parts);
    case 'element':
      return elementSnippet(parts);
  }
}

/** `Lost update and the semantic lock: No countermeasure` */
function titleOf(edit: Edit, local: (text: { readonly en: string; readonly ko?: string }) => string): string {
  const variant = edit.variant === undefined ? undefined : edit.scenario.variants[edit.variant];
  return local(edit.scenario.title) + (variant === undefined ? '' : `: ${local(variant.title)}`);
}
