import { useEffect, useState } from 'react';
import { usePlayground } from '../state/context.tsx';

const FILE_BYTES = 1_000_000;

/** Opens a scenario file that is dropped anywhere on the page; true while one hovers over it. */
export function useDroppedFile(): boolean {
  const { commands } = usePlayground();
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    const carriesFile = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent) => {
      if (!carriesFile(event)) return;
      event.preventDefault();
      setDragging(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setDragging(false);
    };
    const drop = (event: DragEvent) => {
      if (!carriesFile(event)) return;
      event.preventDefault();
      setDragging(false);
      const file = event.dataTransfer?.files[0];
      if (file === undefined) return;
      if (file.size > FILE_BYTES) {
        commands.notify({ kind: 'file', problem: 'too-large' });
        return;
      }
      void openText(file).then(
        (result) => {
          if (result.ok) void commands.applyDocument(result.value);
          else commands.notify({ kind: 'rejected', problems: result.problems });
        },
        () => commands.notify({ kind: 'file', problem: 'unreadable' }),
      );
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [commands]);
  return dragging;
}

/** Reading a document needs its schema, which is loaded only now. */
async function openText(file: File) {
  const [text, { parseScenarioText }] = await Promise.all([file.text(), import('./scenario-text.ts')]);
  return parseScenarioText(text);
}
