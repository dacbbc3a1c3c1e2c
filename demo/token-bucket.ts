/**
 * A rate as a bucket of bytes that fills with time. In any span, no more than `burstBytes` plus the span times the rate
 * is given out. The time is an argument, and never runs backwards.
 */
export class TokenBucket {
  readonly burstBytes: number;
  #tokens: number;
  #atMs: number;

  constructor(
    readonly bytesPerSecond: number,
    nowMs: number,
  ) {
    this.burstBytes = Math.max(this.sliceBytes, bytesPerSecond * 0.02);
    this.#tokens = this.burstBytes;
    this.#atMs = nowMs;
  }

  /** How much one transfer may take before it is another one's turn: 10 ms of the rate, at most 4 KB. */
  get sliceBytes(): number {
    return Math.round(Math.min(4096, Math.max(64, this.bytesPerSecond * 0.01)));
  }

  /** Takes the bytes and returns 0, or takes nothing and returns how long to wait. Never ask for more than a slice. */
  take(bytes: number, nowMs: number): number {
    const elapsedMs = Math.max(0, nowMs - this.#atMs);
    this.#tokens = Math.min(this.burstBytes, this.#tokens + (elapsedMs / 1000) * this.bytesPerSecond);
    this.#atMs = Math.max(this.#atMs, nowMs);
    const missing = bytes - this.#tokens;
    if (missing > 1e-6) return (missing / this.bytesPerSecond) * 1000;
    this.#tokens -= bytes;
    return 0;
  }
}
