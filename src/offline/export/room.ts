/** So much more this site may store, as far as the browser tells. */
export async function readRoomBytes(): Promise<number> {
  try {
    const { quota, usage = 0 } = await navigator.storage.estimate();
    return quota === undefined ? Number.POSITIVE_INFINITY : Math.max(0, quota - usage);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
