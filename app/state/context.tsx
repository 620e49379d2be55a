import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Commands } from './commands.ts';
import type { PlaygroundState, Store } from './store.ts';

export interface Playground {
  readonly store: Store;
  readonly commands: Commands;
}

const PlaygroundContext = createContext<Playground | undefined>(undefined);
export const PlaygroundProvider = PlaygroundContext.Provider;

export function usePlayground(): Playground {
  const playground = useContext(PlaygroundContext);
  if (playground === undefined) throw new Error('This part of the page needs a PlaygroundProvider around it');
  return playground;
}

/** A part of the state; the component draws again only when that part is another. */
export function useSelect<T>(select: (state: PlaygroundState) => T): T {
  return useStore(usePlayground().store, select);
}

export function useCommands(): Commands {
  return usePlayground().commands;
}
