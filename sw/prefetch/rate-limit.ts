import { isWithin } from '../decision/time.ts';

/** At most so many starts in any second, counted for each origin; of less than one, one in as many seconds as it takes. */
export class RateLimit {
  readonly #startsMs = new Map<string, number[]>();

  constructor(readonly limits: { readonly startsPerSecondPerOrigin: number }) {}

  /** How long the next start has to wait: 0 when it may go now. */
  delayMs(origin: string, nowMs: number): number {
    const recent = this.#recent(origin, nowMs);
    const oldest = recent.at(-Math.max(1, Math.floor(this.limits.startsPerSecondPerOrigin)));
    return oldest === undefined ? 0 : oldest + this.#windowMs - nowMs;
  }

  count(origin: string, nowMs: number): void {
    this.#startsMs.set(origin, [...this.#recent(origin, nowMs), nowMs]);
  }

  #recent(origin: string, nowMs: number): number[] {
    return (this.#startsMs.get(origin) ?? []).filter((startMs) => isWithin(this.#windowMs, startMs, nowMs));
  }

  get #windowMs(): number {
    return 1000 / Math.min(1, this.limits.startsPerSecondPerOrigin);
  }
}
