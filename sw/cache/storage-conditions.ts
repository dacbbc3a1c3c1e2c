import type { StorageConditions } from '../decision/store/store-budget.ts';

type Settings = {
  restore(): Promise<void>;
  readonly current: { readonly cache: { readonly store_budget_bytes: number | null } };
};

/** Returns what the browser reports about storage. Values that it does not report are null. */
export async function storageConditions(
  navigator: { readonly storage?: StorageManager; readonly deviceMemory?: unknown },
  settings: Settings,
  { savesData: saveData }: { readonly savesData: boolean },
): Promise<Omit<StorageConditions, 'ownBytes'>> {
  await settings.restore();
  const estimate = await navigator.storage?.estimate().catch(() => undefined);
  const { deviceMemory } = navigator;
  return {
    configuredBytes: settings.current.cache.store_budget_bytes,
    saveData,
    quotaBytes: estimate?.quota ?? null,
    usageBytes: estimate?.usage ?? null,
    deviceMemoryGibibytes: typeof deviceMemory === 'number' ? deviceMemory : null,
  };
}
