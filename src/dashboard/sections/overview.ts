import type { Swipe } from '../../api-client/experience.ts';
import { formatBps, formatBytes, formatCount, formatMs, formatShare, formatWait } from '../format.ts';
import { card, type Section } from '../section.ts';
import { quantile } from '../statistics.ts';
import { Tiles } from '../tiles.ts';

/** The key figures at a glance. */
export function overview(): Section {
  const tiles = new Tiles(['Startup', 'Swipe', 'Stalls', 'Hit rate', 'Prefetched', 'Wasted', 'Network', 'Failovers']);
  return {
    element: card('At a glance', { needsWorker: false, isWide: true }, tiles.element),
    show: ({ experience, facts, status, throughputBps }) => {
      const { startup, swipes, stalls } = experience;
      tiles.set('Startup', formatMs(startup?.movingMs), 'to the first reel moving');
      tiles.set('Swipe', ...describeSwipes(swipes));
      const stalledMs = stalls.reduce((sum, { durationMs }) => sum + durationMs, 0);
      tiles.set(
        'Stalls',
        formatCount(stalls.length),
        stalls.length === 0 ? 'No stalls' : `${formatMs(stalledMs)} in all`,
      );
      const { cache, prefetch, bytes } = facts.metrics ?? {};
      tiles.set('Hit rate', formatShare(cache?.hit_rate), `${formatBytes(cache?.bytes_from_cache)} from cache`);
      tiles.set(
        'Prefetched',
        formatCount(prefetch?.completed),
        `files, ${formatShare(prefetch?.success_rate)} succeeded`,
      );
      const fetched = bytes?.prefetched_bytes ?? 0;
      const wasted = fetched === 0 ? null : (bytes?.wasted_bytes ?? 0) / fetched;
      tiles.set('Wasted', formatShare(wasted), `of ${formatBytes(bytes?.prefetched_bytes)} prefetched`);
      tiles.set('Network', formatBps(throughputBps), 'as the players measure it');
      tiles.set('Failovers', formatCount(status?.failovers), `${formatCount(status?.downloads.requests)} requests`);
    },
  };
}

/** Describes the time from swipe to first frame. A reel left before its first frame counts as the slowest. */
export function describeSwipes(swipes: readonly Pick<Swipe, 'firstFrameMs'>[]): [value: string, note: string] {
  const frames = swipes.map(({ firstFrameMs }) => firstFrameMs ?? Infinity);
  const unseen = frames.filter((ms) => ms === Infinity).length;
  const note = `p95 ${formatWait(quantile(frames, 0.95))}, ${frames.length} in all`;
  const ofUnseen = unseen === 0 ? '' : `, ${unseen} left before the first frame`;
  return [formatWait(quantile(frames, 0.5)), frames.length === 0 ? 'none yet' : `${note}${ofUnseen}`];
}
