import type { MediaCache } from './media-cache.ts';

/** Returns what the browser and the cache report about available and used storage. Null means unknown. */
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
