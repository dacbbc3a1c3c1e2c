import type { BufferSettings } from '../shared/buffer-settings.ts';
import { freshReadAhead, noteSeek, readAheadSeconds, sampleThroughput } from '../shared/read-ahead.ts';

/** How far ahead the playing reel is loaded: what the network brings in the target time, within the limits. */
export class ReadAheadWindow {
  #state = freshReadAhead;
  #isFull = false;

  /** The settings may change while a reel plays. */
  constructor(readonly readSettings: () => BufferSettings) {}

  /** Enough to start with, while others need the network more. */
  get leastSeconds(): number {
    const { minSeconds, startThresholdSeconds, maxBufferSeconds } = this.readSettings();
    return Math.min(Math.max(minSeconds, startThresholdSeconds), maxBufferSeconds);
  }

  sample(bps: number | null, nowMs: number): void {
    if (bps !== null) this.#state = sampleThroughput(this.#state, bps, nowMs);
  }

  noteSeek(nowMs: number): void {
    this.#state = noteSeek(this.#state, nowMs);
    this.#isFull = false;
  }

  /** Once it is full, the buffer is left alone until it has run down to where it is filled again. */
  seconds(renditionBps: number | null, aheadSeconds: number, nowMs: number): number {
    const { targetSeconds, refillBelowSeconds, maxSeconds, maxBufferSeconds } = this.readSettings();
    const minSeconds = this.leastSeconds;
    const limits = {
      targetSeconds,
      minSeconds,
      maxSeconds: Math.max(minSeconds, Math.min(maxSeconds, maxBufferSeconds)),
    };
    const wantedSeconds = readAheadSeconds(this.#state, renditionBps ?? 0, nowMs, limits);
    const refillSeconds = Math.min(refillBelowSeconds, wantedSeconds);
    if (aheadSeconds >= wantedSeconds) this.#isFull = true;
    else if (aheadSeconds < refillSeconds) this.#isFull = false;
    return this.#isFull ? Math.max(refillSeconds, minSeconds) : wantedSeconds;
  }
}
