import type { SavedReels } from './saved-reels.ts';

export type ReconciledParts = {
  readonly reels: SavedReels;
  readonly store: {
    /** Returns the keys of all stored files by unit, of one unit or of all. */
    units(only?: string): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
    /** Returns the total size of a unit's stored files. */
    bytesOf(unit: string): Promise<number>;
    dropUnits(units: readonly string[]): Promise<void>;
  };
  readonly cache: {
    /** Rejects if the store cannot tell. */
    hasEvenIfStale(key: string): Promise<boolean>;
    dropPinned(): Promise<void>;
  };
};

/**
 * Reconciles records and files: a reel with files that the browser has evicted is saved again, and files that no record
 * names are deleted. All records must be loaded before. Returns the number of files stored for each unit; rejects if
 * the store cannot tell.
 */
export async function reconcileUnits({ reels, store, cache }: ReconciledParts): Promise<Map<string, number>> {
  const units = await store.units();
  for (const { reel, whole } of reels.records) {
    if (whole === null) continue;
    const isStored = async (key: string) =>
      whole.name === '' ? cache.hasEvenIfStale(key) : units.get(whole.name)?.has(key) === true;
    const stored = await Promise.all(whole.keys.map(isStored));
    if (stored.includes(false)) await reels.reopen(reel.id, await store.bytesOf(whole.name).catch(() => whole.bytes));
  }
  const known = new Set(reels.records.flatMap(({ whole, arriving }) => [whole?.name, arriving?.name]));
  await store.dropUnits([...units.keys()].filter((name) => !known.has(name)));
  if (reels.records.every(({ state, whole }) => state === 'saved' && whole?.name !== '')) await cache.dropPinned();
  return new Map([...units].map(([name, { size }]) => [name, size]));
}
