/** Settings that could not be stored; they last until the page closes. */
const unstored = new Map<string, string>();

/** Returns a setting that the viewer has made; null if it is unset or cannot be read. */
export function readSetting(key: string): string | null {
  try {
    return unstored.get(key) ?? localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function writeSetting(key: string, value: string): void {
  unstored.delete(key);
  try {
    localStorage.setItem(key, value);
  } catch {
    unstored.set(key, value);
  }
}
