/** What is used of the browser's storage. */
export interface Kept {
  get(key: string): string | undefined;
  /** False where it could not be kept beyond this page. */
  set(key: string, value: string): boolean;
}

/** The browser's storage; where it is closed (sandboxed frames, private windows) or full, memory stands in. */
export function openStorage(of: () => Storage = () => localStorage): Kept {
  const memory = new Map<string, string>();
  return {
    get(key) {
      const here = memory.get(key);
      if (here !== undefined) return here;
      try {
        return of().getItem(key) ?? undefined;
      } catch {
        return undefined;
      }
    },
    set(key, value) {
      try {
        of().setItem(key, value);
        memory.delete(key);
        return true;
      } catch {
        memory.set(key, value);
        return false;
      }
    },
  };
}
