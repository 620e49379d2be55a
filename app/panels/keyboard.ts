import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';

/** Whether a key belongs to the control that has the focus rather than to the player. */
function isTyping(target: EventTarget | null): boolean {
  const typed = 'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]';
  return target instanceof Element && target.closest(typed) !== null;
}

/** Arrows move within a group of radio buttons; all other keys are free there. */
function isChoosing(event: KeyboardEvent): boolean {
  return (
    event.key.startsWith('Arrow') && event.target instanceof Element && event.target.matches('input[type="radio"]')
  );
}

/** What Space and Enter press by themselves. */
function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('button, a, summary, input, [role="button"], .react-flow__node') !== null
  );
}

/** All of the player's keys, for the whole page; they rest while a dialog is open or a text is typed. */
export function listenToKeys(store: Store, commands: Commands): () => void {
  const listen = (event: KeyboardEvent): void => {
    const state = store.getState();
    if (
      event.defaultPrevented ||
      state.dialog !== undefined ||
      isTyping(event.target) ||
      isChoosing(event) ||
      event.altKey
    )
      return;
    if (event.ctrlKey || event.metaKey) {
      const key = event.key.toLowerCase();
      if (key === 'z') void (event.shiftKey ? commands.redo() : commands.undo());
      else if (key === 'y') void commands.redo();
      else return;
      event.preventDefault();
      return;
    }
    if (act(event, store, commands)) event.preventDefault();
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}

function act(event: KeyboardEvent, store: Store, commands: Commands): boolean {
  const { focus, sheet, edit, selection } = store.getState();
  switch (event.key) {
    case ' ':
      if (isPressable(event.target)) return false;
      commands.togglePlay();
      return true;
    case 'ArrowRight':
      if (event.shiftKey) commands.moveBy(1);
      else commands.stepForward();
      return true;
    case 'ArrowLeft':
      if (event.shiftKey) commands.moveBy(-1);
      else commands.stepBack();
      return true;
    case 'Home':
      commands.toStart();
      return true;
    case 'End':
      commands.toEnd();
      return true;
    case 'n':
    case 'N':
      void commands.newSeed();
      return true;
    case 'f':
    case 'F':
      commands.nextFinding();
      return true;
    case '+':
    case '=':
      commands.changeRate(1);
      return true;
    case '-':
      commands.changeRate(-1);
      return true;
    case '?':
      commands.showDialog('help');
      return true;
    case 'Escape':
      if (focus !== undefined) commands.leaveFinding();
      else if (sheet !== undefined) commands.showSheet(undefined);
      else if (selection !== undefined) commands.select(undefined);
      else return false;
      return true;
    default: {
      if (!/^[1-9]$/.test(event.key) || edit === undefined) return false;
      const variant = Object.keys(edit.scenario.variants)[Number(event.key) - 1];
      if (variant === undefined) return false;
      void commands.setVariant(variant);
      return true;
    }
  }
}
