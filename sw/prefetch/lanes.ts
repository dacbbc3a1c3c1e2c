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
 * A player that fills its buffer asks for one segment right after the other: between two of them nothing is started that
 * would have to be stopped at once.
 */
const quietMs = 150;

/**
 * Manifests and playlists go on beside a player that waits: a few hundred bytes are nothing to it, and each is a round
 * trip less for a reel that comes soon.
 */
const textLanes = 2;

const unseen: PlaybackState = { bufferAheadSeconds: 0, bufferedToEnd: false };

/** How much may be fetched in advance now: by the circumstances, and only what players leave. */
export class Lanes {
  #policy: TransferLimits = {
    lanes: 0,
    maxReelsAhead: 0,
    speculative: false,
    isLimited: true,
    reason: 'no page has shown itself yet',
  };
  #playback = unseen;
  #seenAtMs = 0;
  #isYielding = false;
  /** Transfers that a player waits for. */
  #awaited = 0;
  #given: LaneCount | null = null;

  constructor(readonly parts: LaneParts) {}

  get limits(): TransferLimits {
    if (this.#policy.lanes === 0 || !this.isPlayerShort) return this.#policy;
    const reason = this.#isWaiting ? 'a player waits for bytes' : 'the playing reel fills its buffer';
    return { ...this.#policy, lanes: 0, speculative: false, isLimited: true, reason };
  }

  /** The player needs the network for itself. */
  get isPlayerShort(): boolean {
    return this.#isYielding || this.#isWaiting;
  }

  see(playback: PlaybackState, circumstances: Circumstances): void {
    this.#playback = playback;
    this.#seenAtMs = this.parts.nowMs();
    this.#policy = limitTransfers(circumstances, this.parts.configured());
    this.#isYielding = shouldYield(playback, this.#isYielding, this.parts.lowWaterSeconds());
    this.#apply();
  }

  /** A player waits for these bytes: unless it has enough, what is only fetched in advance stops until they are here. */
  yieldTo(bytes: Promise<unknown>): void {
    this.#awaited += 1;
    // The player takes hold of its transfer first: it may be one of those that stop.
    queueMicrotask(() => this.#apply());
    const release = async () => {
      await this.parts.wait(quietMs);
      this.#awaited -= 1;
      this.#apply();
    };
    bytes.then(release, release).catch(() => undefined);
  }

  get #isWaiting(): boolean {
    if (this.#awaited === 0) return false;
    // What was seen has played on since then.
    const { bufferAheadSeconds, bufferedToEnd } = this.#playback;
    const playedSeconds = (this.parts.nowMs() - this.#seenAtMs) / 1000;
    return !bufferedToEnd && bufferAheadSeconds - playedSeconds < this.parts.lowWaterSeconds();
  }

  #apply(): void {
    const bodies = this.limits.lanes;
    const all = this.#policy.lanes === 0 ? 0 : Math.min(this.parts.configured().most, bodies + textLanes);
    if (all === this.#given?.all && bodies === this.#given.bodies) return;
    this.#given = { all, bodies };
    this.parts.queue.limitLanes(this.#given);
    this.parts.onChange();
  }
}
