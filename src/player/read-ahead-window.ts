import type { BufferSettings } from '../shared/buffer-settings.ts';
import { initialReadAhead, noteSeek, readAheadSeconds, sampleThroughput } from '../shared/read-ahead.ts';

/** How far ahead the playing reel is loaded: as far as the network delivers in the target time, within the limits. */
export class ReadAheadWindow {
  #state = initialReadAhead;
  #isFull = false;

  /** The settings may change while a reel plays. */
  constructor(readonly readSettings: () => BufferSettings) {}

  /** The read-ahead to start with, and while other reels need the network more. */
  get minReadAheadSeconds(): number {
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

  /** Returns the read-ahead. A full buffer is left alone until it has run down to the refill level. */
  seconds(renditionBps: number | null, aheadSeconds: number, nowMs: number): number {
    const { targetSeconds, refillBelowSeconds, maxSeconds, maxBufferSeconds } = this.readSettings();
    const minSeconds = this.minReadAheadSeconds;
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
