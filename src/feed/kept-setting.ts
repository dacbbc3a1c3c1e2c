/** What could not be written, which holds until the page closes. */
const unwritten = new Map<string, string>();

/** What the viewer has chosen outlives the page, where it may be written. */
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
