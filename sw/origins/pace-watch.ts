import type { Progress } from '../decision/origin/patience.ts';

const tickMs = 200;
/** The number of ticks over which the throughput is measured. */
const keptTicks = 5;

/** Checks a transfer five times a second, and aborts it when `shouldSwitchSource` says so. */
export class PaceWatch {
  readonly startedMs: number;
  readonly #controller = new AbortController();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #totals: { readonly atMs: number; readonly bytes: number }[] = [];
  #lastByteAtMs: number;
  #headersAtMs: number | null = null;
  #expectedBytes: number | null = null;
  #receivedBytes = 0;
  #isPaused = false;

  constructor(
    readonly nowMs: () => number,
    readonly shouldSwitchSource: (progress: Progress) => boolean,
  ) {
    this.startedMs = nowMs();
    this.#lastByteAtMs = this.startedMs;
    this.#timer = setInterval(() => this.#check(), tickMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  onHeaders(expectedBytes: number | null): void {
    this.#headersAtMs = this.nowMs();
    this.#lastByteAtMs = this.#headersAtMs;
    this.#expectedBytes = expectedBytes;
    this.#totals.push({ atMs: this.#headersAtMs, bytes: 0 });
  }

  /** Pauses the watch while the reader is busy: silence is then not the origin's fault. */
  async pauseWhile(readerIsBusy: Promise<void>): Promise<void> {
    this.#isPaused = true;
    await readerIsBusy;
    this.#isPaused = false;
    this.#lastByteAtMs = this.nowMs();
    this.#totals.splice(0, this.#totals.length, { atMs: this.#lastByteAtMs, bytes: this.#receivedBytes });
  }

  onBytes(count: number): void {
    this.#lastByteAtMs = this.nowMs();
    this.#receivedBytes += count;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    if (this.#isPaused) return;
    const nowMs = this.nowMs();
    // After the clock was set back, silence is measured from now: otherwise it would seem negative.
    this.#lastByteAtMs = Math.min(this.#lastByteAtMs, nowMs);
    if (!this.shouldSwitchSource({ silentMs: nowMs - this.#lastByteAtMs, body: this.#body(nowMs) })) return;
    this.stop();
    this.#controller.abort();
  }

  #body(nowMs: number): Progress['body'] {
    const [oldest] = this.#totals;
    if (this.#headersAtMs === null || oldest === undefined) return null;
    const recentBps = (8000 * (this.#receivedBytes - oldest.bytes)) / Math.max(1, nowMs - oldest.atMs);
    this.#totals.push({ atMs: nowMs, bytes: this.#receivedBytes });
    if (this.#totals.length > keptTicks) this.#totals.shift();
    const remainingBytes = this.#expectedBytes === null ? null : this.#expectedBytes - this.#receivedBytes;
    return { elapsedMs: nowMs - this.#headersAtMs, recentBps, remainingBytes };
  }
}
