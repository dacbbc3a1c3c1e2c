import type { Config } from '../../src/shared/config.ts';
import type { View } from '../../src/shared/messages.ts';
import { laneCount, lowWaterFor } from '../decision/plan/lane-count.ts';
import type { Circumstances, TransferLimits } from '../decision/plan/transfer-policy.ts';
import { type LaneParts, Lanes } from './lanes.ts';

export type LaneControlParts = Pick<LaneParts, 'queue' | 'wait' | 'nowMs' | 'onChange'> & {
  readonly config: Pick<Config, 'prefetcher' | 'player'>;
  readonly navigator: { readonly onLine: boolean };
  readonly view: { readonly latest: View | undefined; readonly isPlaying: boolean };
  readonly cache: {
    readonly statistics: { readonly budgetBytes: number; readonly isRefused: boolean };
  };
  readonly liveStreams: { has(playlist: { readonly urls: readonly string[] }): boolean };
  /** How long a viewer usually stays on a reel, if that is known. */
  readonly behaviour: { assess(viewerId: string): { readonly watchSecondsPerReel: number | null } };
};

/** Opens and closes the prefetch lanes according to what the page and the browser report. */
export class LaneControl {
  readonly #lanes: Lanes;

  constructor(readonly parts: LaneControlParts) {
    const { config } = parts;
    this.#lanes = new Lanes({
      ...parts,
      configured: () => ({
        lanes: laneCount(parts.view.latest?.throughputBps ?? null, config.prefetcher.max_concurrent_prefetches),
        most: config.prefetcher.max_concurrent_prefetches,
        maxReelsAhead: config.prefetcher.max_prefetch_count,
      }),
      lowWaterSeconds: () => lowWaterFor(this.#watchSeconds, config.player),
    });
  }

  get limits(): TransferLimits {
    return this.#lanes.limits;
  }

  /** Whether a visible reel is playing and needs the network for itself. */
  get isPlaybackShort(): boolean {
    return this.parts.view.isPlaying && this.#lanes.isPlayerShort;
  }

  /** Why nothing, or less than planned, is prefetched now; null without a limit. */
  get restReason(): string | null {
    return this.limits.reason;
  }

  onView(view: View): void {
    const { visible: isVisible, playback, device } = view;
    const { battery, connection } = device;
    const { saveData, isMetered } = connection;
    const storage = this.#storage();
    this.#lanes.update(
      { ...playback, isLive: this.#isLive(view) },
      {
        isVisible,
        isOnline: this.parts.navigator.onLine,
        saveData,
        isMetered,
        battery,
        storage,
      },
    );
  }

  /** Yields the network to a player that waits for these bytes. */
  giveWayTo(bytes: Promise<unknown>): void {
    this.#lanes.giveWayTo(bytes);
  }

  get #watchSeconds(): number | null {
    const { view, behaviour } = this.parts;
    return view.latest === undefined ? null : behaviour.assess(view.latest.viewerId).watchSecondsPerReel;
  }

  #isLive({ reels, currentIndex, playback }: View): boolean {
    const url = playback.playlistUrl ?? reels[currentIndex]?.url;
    return url !== undefined && this.parts.liveStreams.has({ urls: [url] });
  }

  /** Entries can be evicted, so the storage counts as empty unless the browser refuses to store any more. */
  #storage(): Circumstances['storage'] {
    const { budgetBytes, isRefused } = this.parts.cache.statistics;
    if (budgetBytes === 0 && !isRefused) return null;
    return { usedBytes: isRefused ? budgetBytes : 0, budgetBytes };
  }
}
