const prefix = 'nextreel:';

/** Deletes what the page itself stored about its viewer. */
export function clearPageStorage(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
  } catch {
    // Without storage there is nothing to delete.
  }
}
