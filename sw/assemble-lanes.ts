import type { Config } from '../src/shared/config.ts';
import type { View } from '../src/shared/messages.ts';
import type { MediaCache } from './cache/media-cache.ts';
import { laneCount, lowWaterFor } from './decision/plan/lane-count.ts';
import type { Circumstances } from './decision/plan/transfer-policy.ts';
import { type LaneParts, Lanes } from './prefetch/lanes.ts';

export type LaneSurroundings = Pick<LaneParts, 'queue' | 'wait' | 'nowMs' | 'onChange'> & {
  readonly config: Pick<Config, 'prefetcher' | 'player'>;
  readonly navigator: { readonly onLine: boolean };
  readonly cache: Pick<MediaCache, 'statistics'>;
  /** How long a viewer usually stays on a reel, as far as it is known. */
  readonly watchSeconds: (viewerId: string) => number | null;
};

/** Makes the lanes for what is fetched in advance, and tells them what the page and the browser say. */
export function assembleLanes(parts: LaneSurroundings): { lanes: Lanes; see: (view: View) => void } {
  const { config, navigator, cache } = parts;
  let view: View | undefined;
  const lanes = new Lanes({
    ...parts,
    configured: () => ({
      lanes: laneCount(view?.throughputBps ?? null, config.prefetcher.max_concurrent_prefetches),
      most: config.prefetcher.max_concurrent_prefetches,
      maxReelsAhead: config.prefetcher.max_prefetch_count,
    }),
    lowWaterSeconds: () => lowWaterFor(view === undefined ? null : parts.watchSeconds(view.viewerId), config.player),
  });
  const see = (seen: View) => {
    view = seen;
    const { visible, playback, device } = seen;
    const { battery, connection } = device;
    const { saveData, isMetered } = connection;
    const storage = storageOf(cache.statistics);
    lanes.see(playback, { isVisible: visible, isOnline: navigator.onLine, saveData, isMetered, battery, storage });
  };
  return { lanes, see };
}

/** What may be evicted is room; unless the browser refuses to store anything more. */
function storageOf({ pinnedBytes, budgetBytes, isRefused }: MediaCache['statistics']): Circumstances['storage'] {
  if (budgetBytes === 0 && !isRefused) return null;
  return { usedBytes: isRefused ? budgetBytes : pinnedBytes, budgetBytes };
}
