/** Settings that could not be stored; they last until the page closes. */
const unwritten = new Map<string, string>();

/** Returns a setting that the viewer has made; null if it is unset or cannot be read. */
export function readSetting(key: string): string | null {
  try {
    return unwritten.get(key) ?? localStorage.getItem(key);
  } catch {
    return null;
  }
}

export function keepSetting(key: string, value: string): void {
  unwritten.delete(key);
  try {
    localStorage.setItem(key, value);
  } catch {
    unwritten.set(key, value);
  }
}
