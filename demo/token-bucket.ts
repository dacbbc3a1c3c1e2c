/**
 * A bucket of bytes that fills at a fixed rate. In any period it hands out at most `burstBytes` plus the rate times the
 * period. The time is passed as an argument; the bucket ignores it if it runs backwards.
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

  /** How much a transfer may take before the next one's turn: 10 ms of the rate, but 64 bytes to 4 KB. */
  get sliceBytes(): number {
    return Math.round(Math.min(4096, Math.max(64, this.bytesPerSecond * 0.01)));
  }

  /** Takes the bytes and returns 0, or takes nothing and returns the ms to wait. Never ask for more than a slice. */
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
