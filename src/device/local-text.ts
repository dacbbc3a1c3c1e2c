import type { TextStore } from './bandwidth-memory.ts';

/** A text that survives a restart, where the browser allows that. */
export function localText(key: string): TextStore {
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
        // Private or full: it is known for as long as this page lives.
      }
    },
  };
}
