import type { StringStore } from './bandwidth-memory.ts';

/** Returns a store for a text that survives a restart, if the browser allows that. */
export function localString(key: string): StringStore {
  return {
    read: () => {
      try {
        return localStorage.getItem(key);
      } catch {
        return null;
      }
    },
    write: (text) => {
      try {
        localStorage.setItem(key, text);
      } catch {
        // Storage is disabled or full: the text lives only as long as this page.
      }
    },
  };
}
