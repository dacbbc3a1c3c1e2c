import {
  freshReadAhead,
  noteSeek,
  type ReadAheadLimits,
  readAheadSeconds,
  sampleThroughput,
  usualReadAhead,
} from '../shared/read-ahead.ts';

/** How far ahead the playing reel is loaded: what the network brings in the target time, within the limits. */
export class ReadAheadWindow {
  readonly #limits: ReadAheadLimits;
  #state = freshReadAhead;

  constructor(maxBufferSeconds: number, { targetSeconds, minSeconds, maxSeconds } = usualReadAhead) {
    this.#limits = {
      targetSeconds,
      minSeconds: Math.min(minSeconds, maxBufferSeconds),
      maxSeconds: Math.min(maxSeconds, maxBufferSeconds),
    };
  }

  /** Enough to start with, while others need the network more. */
  get leastSeconds(): number {
    return this.#limits.minSeconds;
  }

  sample(bps: number | null, nowMs: number): void {
    if (bps !== null) this.#state = sampleThroughput(this.#state, bps, nowMs);
  }

  noteSeek(nowMs: number): void {
    this.#state = noteSeek(this.#state, nowMs);
  }

  seconds(renditionBps: number | null, nowMs: number): number {
    return readAheadSeconds(this.#state, renditionBps ?? 0, nowMs, this.#limits);
  }
}
