const mebibyte = 1024 * 1024;

export type StorageConditions = {
  /** Set by whoever runs the page; it overrides everything but the quota. */
  readonly configuredBytes: number | null;
  /** What the browser says may be stored in all, and what is stored by everybody of this origin. Null: it does not say. */
  readonly quotaBytes: number | null;
  readonly usageBytes: number | null;
  /** What this store holds of that. */
  readonly ownBytes: number;
  /** The device's memory stands for its size as a whole: a small phone has a small disk. */
  readonly deviceMemoryGibibytes: number | null;
  readonly saveData: boolean;
};

/** Of what the browser would allow us, the page's other data and the browser's own reckoning need a part. */
const shareOfQuota = 0.6;
const bytesPerGibibyteOfMemory = 128 * mebibyte;
const mostBytes = 1024 * mebibyte;
const assumedMemoryGibibytes = 2;

/** How many bytes of bodies the store may hold. */
export function storeBudgetBytes(conditions: StorageConditions): number {
  const { configuredBytes, quotaBytes, usageBytes, ownBytes, saveData } = conditions;
  const othersBytes = Math.max(0, (usageBytes ?? 0) - ownBytes);
  const allowedBytes = Math.max(0, (quotaBytes ?? Number.POSITIVE_INFINITY) - othersBytes) * shareOfQuota;
  const memoryGibibytes = conditions.deviceMemoryGibibytes ?? assumedMemoryGibibytes;
  // Who saves data has no use for many reels in advance, but every byte that is kept is one that is not fetched twice.
  const deviceBytes = Math.min(memoryGibibytes * bytesPerGibibyteOfMemory, mostBytes) / (saveData ? 2 : 1);
  return Math.floor(Math.min(configuredBytes ?? deviceBytes, allowedBytes));
}
