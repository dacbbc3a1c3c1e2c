import { isWithin } from '../decision/time.ts';

/** Limits the starts per second at each origin. At 0.1 per second there is one start in ten seconds. */
export class RateLimit {
  readonly #startsMs = new Map<string, number[]>();

  constructor(readonly limits: { readonly startsPerSecondPerOrigin: number }) {}

  /** Returns how long the next start has to wait; 0 if it may go now. */
  delayMs(origin: string, nowMs: number): number {
    const recent = this.#recent(origin, nowMs);
    const oldest = recent.at(-this.#startsPerWindow);
    return oldest === undefined ? 0 : oldest + this.#windowMs - nowMs;
  }

  count(origin: string, nowMs: number): void {
    this.#startsMs.set(origin, [...this.#recent(origin, nowMs), nowMs]);
  }

  #recent(origin: string, nowMs: number): number[] {
    return (this.#startsMs.get(origin) ?? []).filter((startMs) => isWithin(this.#windowMs, startMs, nowMs));
  }

  get #startsPerWindow(): number {
    return Math.max(1, Math.floor(this.limits.startsPerSecondPerOrigin));
  }

  /** The time for `#startsPerWindow` starts: a second for a whole rate, 800 ms (2 starts) for a rate of 2.5. */
  get #windowMs(): number {
    return (1000 * this.#startsPerWindow) / this.limits.startsPerSecondPerOrigin;
  }
}
