import type { SavedReels } from './saved-reels.ts';

export type ReconciledParts = {
  readonly reels: SavedReels;
  readonly store: {
    /** The keys of all files that are here, by unit: of this one, or of all. */
    units(only?: string): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
    /** Of what is here of a unit. */
    bytesOf(unit: string): Promise<number>;
    dropUnits(units: readonly string[]): Promise<void>;
  };
  readonly cache: {
    /** Rejects when the store cannot say. */
    holds(key: string): Promise<boolean>;
    dropPinned(): Promise<void>;
  };
};

/**
 * Makes records and files agree: what the browser has thrown away is saved again, and what no record names goes. To be
 * called when all records are known. Tells how many files of each unit are here, and rejects when the store cannot say.
 */
export async function reconcileUnits({ reels, store, cache }: ReconciledParts): Promise<Map<string, number>> {
  const units = await store.units();
  for (const { reel, whole } of reels.records) {
    if (whole === null) continue;
    const isHere = async (key: string) =>
      whole.name === '' ? cache.holds(key) : units.get(whole.name)?.has(key) === true;
    const here = await Promise.all(whole.keys.map(isHere));
    if (here.includes(false)) await reels.reopen(reel.id, await store.bytesOf(whole.name).catch(() => whole.bytes));
  }
  const known = new Set(reels.records.flatMap(({ whole, arriving }) => [whole?.name, arriving?.name]));
  await store.dropUnits([...units.keys()].filter((name) => !known.has(name)));
  if (reels.records.every(({ state, whole }) => state === 'saved' && whole?.name !== '')) await cache.dropPinned();
  return new Map([...units].map(([name, { size }]) => [name, size]));
}
