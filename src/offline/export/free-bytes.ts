/** Returns how many more bytes this site may store; infinite if the browser does not report it. */
export async function readFreeBytes(): Promise<number> {
  try {
    const { quota, usage = 0 } = await navigator.storage.estimate();
    return quota === undefined ? Number.POSITIVE_INFINITY : Math.max(0, quota - usage);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
