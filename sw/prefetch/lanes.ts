import { limitTransfers, type Circumstances, type TransferLimits } from '../decision/transfer-policy.ts';
import { type PlaybackState, shouldYield } from '../decision/yield-policy.ts';

export type LaneParts = {
  readonly queue: { limitLanes(lanes: number): void };
  readonly configured: () => { readonly lanes: number; readonly maxReelsAhead: number };
  readonly lowWaterSeconds: () => number;
  readonly wait: (delayMs: number) => Promise<void>;
  readonly onChange: () => void;
};

/**
 * A player that fills its buffer asks for one segment right after the other: between two of them nothing is started that
 * would have to be stopped at once.
 */
const quietMs = 150;

const closed = { lanes: 0, speculative: false, isLimited: true } as const;

/** How much may be fetched in advance now: by the circumstances, and only what players leave. */
export class Lanes {
  #limits: TransferLimits = { ...closed, maxReelsAhead: 0, reason: 'no page has shown itself yet' };
  #isYielding = false;
  /** Transfers that a player waits for. */
  #awaited = 0;
  #lanes: number | null = null;

  constructor(readonly parts: LaneParts) {}

  get limits(): TransferLimits {
    const limits = this.#limits;
    if (this.#awaited > 0) return { ...limits, ...closed, reason: 'a player waits for bytes' };
    return this.#isYielding ? { ...limits, ...closed, reason: 'the playing reel fills its buffer' } : limits;
  }

  see(playback: PlaybackState, circumstances: Circumstances): void {
    this.#limits = limitTransfers(circumstances, this.parts.configured());
    this.#isYielding = shouldYield(playback, this.#isYielding, this.parts.lowWaterSeconds());
    this.#apply();
  }

  /** A player waits for these bytes: what is only fetched in advance stops until it has them. */
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

  #apply(): void {
    const { lanes } = this.limits;
    if (lanes === this.#lanes) return;
    this.#lanes = lanes;
    this.parts.queue.limitLanes(lanes);
    this.parts.onChange();
  }
}
