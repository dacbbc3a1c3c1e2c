import type { StorageConditions } from '../decision/store/store-budget.ts';

type Settings = {
  restore(): Promise<void>;
  readonly current: { readonly cache: { readonly store_budget_bytes: number | null } };
};

/** What the browser says about room. Where it says nothing, or refuses to, nothing is assumed. */
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
