const key = 'nextreel:viewer';

/** Returns the viewer's id in this browser. Without storage it is a new one every time. */
export function viewerId(): string {
  try {
    const known = localStorage.getItem(key);
    if (known !== null && known !== '') return known;
    const fresh = newId();
    localStorage.setItem(key, fresh);
    return fresh;
  } catch {
    return newId();
  }
}

/** Whether the browser's viewer is another one by now. */
export function isNoLonger(viewer: string): boolean {
  const current = viewerId();
  // Without storage no two ids are the same.
  return current !== viewer && current === viewerId();
}

/** `crypto.randomUUID` exists in secure contexts only. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
