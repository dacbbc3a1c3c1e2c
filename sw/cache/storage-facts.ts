import type { MediaCache } from './media-cache.ts';

/** What the browser and the cache say of the room that there is and that is used. Null is unknown. */
export async function readStorageFacts(
  storage: Pick<StorageManager, 'estimate'>,
  cache: Pick<MediaCache, 'statistics'>,
) {
  const estimate: StorageEstimate = await storage.estimate().catch(() => ({}));
  const { total, accessed, usedBytes, budgetBytes, memoryBytes, memoryBudgetBytes } = cache.statistics;
  return {
    usageBytes: estimate.usage ?? null,
    quotaBytes: estimate.quota ?? null,
    entries: total,
    accessedEntries: accessed,
    storedBytes: usedBytes,
    budgetBytes: budgetBytes === 0 ? null : budgetBytes,
    memoryTierBytes: memoryBytes,
    memoryBudgetBytes,
  };
}
