const mebibyte = 1024 * 1024;

export type StorageConditions = {
  /** Set by the operator of the page; overrides everything but the quota. */
  readonly configuredBytes: number | null;
  /** The quota and the total usage of this origin as the browser reports them; null if it does not. */
  readonly quotaBytes: number | null;
  readonly usageBytes: number | null;
  /** The part of that usage that is due to this store. */
  readonly ownBytes: number;
  /** Stands for the size of the device as a whole: a phone with little memory has a small disk. */
  readonly deviceMemoryGibibytes: number | null;
  readonly saveData: boolean;
};

/** The rest of the quota is left to the page's other data and to the browser's inexact accounting. */
const shareOfQuota = 0.6;
const bytesPerGibibyteOfMemory = 128 * mebibyte;
const mostBytes = 1024 * mebibyte;
const assumedMemoryGibibytes = 2;

/** Returns how many bytes of bodies the store may contain. */
export function storeBudgetBytes(conditions: StorageConditions): number {
  const { configuredBytes, quotaBytes, usageBytes, ownBytes, saveData } = conditions;
  const othersBytes = Math.max(0, (usageBytes ?? 0) - ownBytes);
  const allowedBytes = Math.max(0, (quotaBytes ?? Number.POSITIVE_INFINITY) - othersBytes) * shareOfQuota;
  const memoryGibibytes = conditions.deviceMemoryGibibytes ?? assumedMemoryGibibytes;
  // Only halved: a viewer who saves data needs few reels in advance, but a cached byte need not be fetched again.
  const deviceBytes = Math.min(memoryGibibytes * bytesPerGibibyteOfMemory, mostBytes) / (saveData ? 2 : 1);
  return Math.floor(Math.min(configuredBytes ?? deviceBytes, allowedBytes));
}
