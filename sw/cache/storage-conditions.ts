import type { StorageConditions } from '../decision/store/store-budget.ts';

type Wishes = Pick<StorageConditions, 'configuredBytes' | 'saveData'>;

/** What the browser says about room. Where it says nothing, or refuses to, nothing is assumed. */
export async function storageConditions(
  navigator: { readonly storage?: StorageManager; readonly deviceMemory?: unknown },
  wishes: Wishes,
): Promise<Omit<StorageConditions, 'ownBytes'>> {
  const estimate = await navigator.storage?.estimate().catch(() => undefined);
  const { deviceMemory } = navigator;
  return {
    ...wishes,
    quotaBytes: estimate?.quota ?? null,
    usageBytes: estimate?.usage ?? null,
    deviceMemoryGibibytes: typeof deviceMemory === 'number' ? deviceMemory : null,
  };
}
