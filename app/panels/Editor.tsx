import './editor.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import { parseScenarioText, problemText } from '../../src/engine/index.ts';
import type { Problem, Scenario } from '../../src/engine/index.ts';
import { useLanguage, useTranslate } from '../i18n/text.tsx';
import { useCommands, useSelect } from '../state/context.tsx';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { locatePointer } from './json-place.ts';
import type { TextPlace } from './json-place.ts';

const CHECK_AFTER_MILLIS = 250;
const FILE_BYTES = 1_000_000;

interface Located {
  readonly path: string;
  readonly place: TextPlace;
  readonly sentence: string;
}

function textOf(scenario: Scenario): string {
  return `${JSON.stringify(scenario, null, 2)}\n`;
}

/** The document as text, with its problems where they are. */
export function Editor() {
  const scenario = useSelect(({ edit }) => edit?.scenario);
  const commands = useCommands();
  const language = useLanguage();
  const translate = useTranslate();
  const [text, setText] = useState(() => (scenario === undefined ? '' : textOf(scenario)));
  const [checked, setChecked] = useState(text);
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  const file = useRef<HTMLInputElement>(null);

  useEffect(() => {
    const timer = setTimeout(() => setChecked(text), CHECK_AFTER_MILLIS);
    return () => clearTimeout(timer);
  }, [text]);

  const parsed = useMemo(() => parseScenarioText(checked), [checked]);
  const problems: readonly Located[] = useMemo(
    () =>
      parsed.ok
        ? []
        : parsed.problems.map((problem) => ({
            path: problem.path,
            place: placeOf(checked, problem),
            sentence: problemText(problem, language),
          })),
    [parsed, checked, language],
  );
  const lines = useMemo(() => text.split('\n').length, [text]);
  const marked = new Set(problems.map(({ place }) => place.line));
  const current = scenario === undefined ? '' : textOf(scenario);
  const settled = checked === text;

  const goTo = ({ offset, line }: TextPlace) => {
    const element = area.current;
    if (element === null) return;
    element.focus();
    element.setSelectionRange(offset, offset);
    element.scrollTop = Math.max(0, (line - 6) * 20);
  };
  const apply = () => {
    const result = parseScenarioText(text);
    setChecked(text);
    if (!result.ok) return;
    commands.showDialog(undefined);
    void commands.applyDocument(result.value);
  };
  const download = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = `${scenario?.id ?? 'scenario'}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  const open = async (chosen: File | undefined) => {
    if (chosen === undefined) return;
    if (chosen.size > FILE_BYTES) commands.notify({ kind: 'file', problem: 'too-large' });
    else setText(await chosen.text());
  };

  return (
    <Dialog title={translate('editor.title')} wide onClose={() => commands.showDialog(undefined)}>
      <div className="editor-tools">
        <Button look="primary" disabled={settled && !parsed.ok} onClick={apply}>
          {translate('editor.apply')}
        </Button>
        <Button icon="upload" onClick={() => file.current?.click()}>
          {translate('editor.open')}
        </Button>
        <Button icon="download" onClick={download}>
          {translate('editor.download')}
        </Button>
        <Button icon="undo" disabled={text === current} onClick={() => setText(current)}>
          {translate('editor.reset')}
        </Button>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          className="visually-hidden"
          tabIndex={-1}
          aria-hidden="true"
          onChange={(event) => void open(event.target.files?.[0])}
        />
        <output className="editor-state">
          {parsed.ok
            ? text === current
              ? translate('editor.valid')
              : translate('editor.dirty')
            : problems.length === 1
              ? translate('editor.problem')
              : translate('editor.problems', { count: problems.length })}
        </output>
      </div>
      <p className="panel-note editor-hint">{translate('editor.hint')}</p>
      <div className="editor-frame">
        <div ref={gutter} className="editor-gutter" aria-hidden="true">
          {Array.from({ length: lines }, (_item, i) => (
            // Lines are told apart by their number.
            // oxlint-disable-next-line react/no-array-index-key
            <span key={i} className={marked.has(i + 1) ? 'editor-number is-marked' : 'editor-number'}>
              {i + 1}
            </span>
          ))}
        </div>
        <textarea
          ref={area}
          className="editor-text"
          aria-label={translate('editor.label')}
          aria-invalid={!parsed.ok}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onScroll={(event) => {
            if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
      {problems.length > 0 && (
        <ul className="editor-problems" aria-label={translate('editor.problems', { count: problems.length })}>
          {problems.map(({ path, place, sentence }, i) => (
            // Two problems can be alike; their order tells them apart.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={i}>
              <button type="button" className="editor-problem" onClick={() => goTo(place)}>
                <span>{sentence}</span>
                <span className="part-kind">
                  {path !== '' && <code className="editor-path">{path}</code>}
                  {translate('editor.position', { line: place.line, column: place.column })}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

/** Problems of the text itself carry their line; others are found by their pointer. */
function placeOf(text: string, { path, params }: Problem): TextPlace {
  const { line, column } = params;
  if (typeof line === 'number' && typeof column === 'number') {
    const before = text.split('\n').slice(0, line - 1);
    return { line, column, offset: before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1 };
  }
  return locatePointer(text, path);
}
