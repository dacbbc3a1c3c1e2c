import { limitTransfers, type Circumstances, type TransferLimits } from '../decision/plan/transfer-policy.ts';
import { type PlaybackState, shouldYield } from '../decision/plan/yield-policy.ts';
import type { LaneCount } from './queue.ts';

export type LaneParts = {
  readonly queue: { limitLanes(lanes: LaneCount): void };
  readonly configured: () => { readonly lanes: number; readonly most: number; readonly maxReelsAhead: number };
  readonly lowWaterSeconds: () => number;
  readonly wait: (delayMs: number) => Promise<void>;
  readonly nowMs: () => number;
  readonly onChange: () => void;
};

/**
 * A player that fills its buffer requests one segment right after the other: for this long after each of them nothing
 * is started that would have to be stopped at once.
 */
const quietMs = 150;

/**
 * Manifests and playlists are fetched even while a player waits: they are a few hundred bytes each, and save a coming
 * reel a round trip.
 */
const playlistLanes = 2;

/** A reel that has been paused for this long, or does not play at all, needs no more than its player requests. */
const atRestMs = 3000;

type Playback = PlaybackState & { readonly isLive: boolean };

const noPlayback: Playback = { bufferAheadSeconds: 0, bufferedToEnd: false, isLive: false };

/** Limits how much may be prefetched now, by the circumstances and by what the player leaves of the network. */
export class Lanes {
  #policy: TransferLimits = { lanes: 0, maxReelsAhead: 0, reason: 'no page has shown itself yet' };
  #playback = noPlayback;
  #seenAtMs = 0;
  #pausedSinceMs = Number.POSITIVE_INFINITY;
  #isYielding = false;
  /** The number of transfers that players wait for. */
  #awaitedTransfers = 0;
  #applied: LaneCount | null = null;

  constructor(readonly parts: LaneParts) {}

  get limits(): TransferLimits {
    if (this.#policy.lanes === 0 || !this.isPlayerShort) return this.#policy;
    const reason = this.#isWaiting ? 'a player waits for bytes' : 'the playing reel fills its buffer';
    return { ...this.#policy, lanes: 0, reason };
  }

  /** Whether the player needs the network for itself. */
  get isPlayerShort(): boolean {
    return this.#isYielding || this.#isWaiting;
  }

  update(playback: Playback & { readonly paused: boolean }, circumstances: Circumstances): void {
    const nowMs = this.parts.nowMs();
    this.#playback = playback;
    this.#seenAtMs = nowMs;
    this.#policy = limitTransfers(circumstances, this.parts.configured());
    this.#pausedSinceMs = playback.paused ? Math.min(this.#pausedSinceMs, nowMs) : Number.POSITIVE_INFINITY;
    const isAtRest = nowMs - this.#pausedSinceMs >= atRestMs;
    this.#isYielding = !isAtRest && shouldYield(playback, this.#isYielding, this.parts.lowWaterSeconds());
    this.#apply();
  }

  /** Stops prefetches until these bytes have arrived, which a player waits for, unless its buffer is full enough. */
  giveWayTo(bytes: Promise<unknown>): void {
    this.#awaitedTransfers += 1;
    // Deferred, so that the player first takes hold of its transfer, which may be one of those stopped.
    queueMicrotask(() => this.#apply());
    const release = async () => {
      await this.parts.wait(quietMs);
      this.#awaitedTransfers -= 1;
      this.#apply();
    };
    bytes.then(release, release).catch(() => undefined);
  }

  get #isWaiting(): boolean {
    if (this.#awaitedTransfers === 0) return false;
    // The buffer has drained since it was reported.
    const { bufferAheadSeconds, bufferedToEnd, isLive } = this.#playback;
    const playedSeconds = (this.parts.nowMs() - this.#seenAtMs) / 1000;
    // More of a live reel follows, though everything that is listed so far is buffered.
    const needsMore = isLive || !bufferedToEnd;
    return needsMore && bufferAheadSeconds - playedSeconds < this.parts.lowWaterSeconds();
  }

  #apply(): void {
    const bodies = this.limits.lanes;
    const all = this.#policy.lanes === 0 ? 0 : Math.min(this.parts.configured().most, bodies + playlistLanes);
    if (all === this.#applied?.all && bodies === this.#applied.bodies) return;
    this.#applied = { all, bodies };
    this.parts.queue.limitLanes(this.#applied);
    this.parts.onChange();
  }
}
