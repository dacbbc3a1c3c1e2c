import { cancelFrame, requestFrame } from '../player/frame-watch.ts';
import { measureStall, type StartupDetail, type SwipeDetail } from '../player/measures.ts';

/**
 * Leaves in User Timing how playback felt, with a worker and without one: how long reels took to start, and where they
 * stood still.
 */
export class PlaybackMeasures {
  #shown: ShownReel | null = null;

  constructor(readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.#shown?.close());
  }

  /** The viewer has come to this reel. */
  show(reelId: string, video: HTMLVideoElement, atMs: number): void {
    const before = this.#shown;
    if (before?.reelId === reelId && before.video === video) return;
    if (before?.reelId === reelId) before.close();
    else before?.leave();
    this.#shown = new ShownReel(reelId, video, {
      atMs,
      isFirst: before === null,
      holdsOther: before?.video === video && !before.isReplaced,
    });
  }
}

type Arrival = {
  readonly atMs: number;
  readonly isFirst: boolean;
  /** The element still shows the reel before, until it gets its new source. */
  readonly holdsOther: boolean;
};

class ShownReel {
  readonly #life = new AbortController();
  #request = 0;
  #holdsOther: boolean;
  #wasReady: boolean;
  #firstFrameAtMs: number | null = null;
  #shownSeconds: number | null = null;
  #isMoving = false;
  #stalledAtMs: number | null = null;
  /** The element has got another source since it has shown this reel. */
  isReplaced = false;

  constructor(
    readonly reelId: string,
    readonly video: HTMLVideoElement,
    readonly arrival: Arrival,
  ) {
    this.#holdsOther = arrival.holdsOther;
    this.#wasReady = !arrival.holdsOther && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    const { signal } = this.#life;
    video.addEventListener('emptied', () => this.#begin(), { signal });
    video.addEventListener('waiting', () => this.#stall(), { signal });
    for (const type of ['playing', 'pause']) video.addEventListener(type, () => this.#endStall(), { signal });
    if (this.#wasReady) requestAnimationFrame((atMs) => (this.#firstFrameAtMs ??= atMs));
    this.#follow();
  }

  /** The viewer has gone on. */
  leave(): void {
    if (!this.#isMoving) this.#measure(null);
    this.close();
  }

  close(): void {
    this.#endStall();
    this.#life.abort();
    cancelFrame(this.video, this.#request);
  }

  /** A new source: this reel's own, or the next one's once this one has moved. */
  #begin(): void {
    if (this.#isMoving) this.isReplaced = true;
    this.#holdsOther = false;
    this.#wasReady = false;
    this.#firstFrameAtMs = null;
    this.#shownSeconds = null;
  }

  #follow(): void {
    this.#request = requestFrame(this.video, (seconds) => {
      if (this.#life.signal.aborted || this.#isMoving) return;
      if (!this.#holdsOther) this.#note(seconds);
      this.#follow();
    });
  }

  #note(seconds: number): void {
    const atMs = performance.now();
    this.#firstFrameAtMs ??= atMs;
    const before = this.#shownSeconds;
    this.#shownSeconds = seconds;
    if (before === null || before === seconds || this.video.paused) return;
    this.#isMoving = true;
    this.#measure(atMs);
  }

  #measure(movingAtMs: number | null): void {
    const { atMs, isFirst } = this.arrival;
    const firstFrameAtMs = this.#firstFrameAtMs;
    if (isFirst) {
      // What was there before anybody looked is not known.
      if (firstFrameAtMs === null || movingAtMs === null || this.#wasReady) return;
      const detail: StartupDetail = { reelId: this.reelId, firstFrameMs: firstFrameAtMs, segmentSource: null };
      performance.measure('nextreel:startup', { start: 0, end: movingAtMs, detail });
      return;
    }
    const sinceMs = (eventAtMs: number | null) => (eventAtMs === null ? null : Math.max(0, eventAtMs - atMs));
    const detail: SwipeDetail = {
      reelId: this.reelId,
      firstFrameMs: sinceMs(firstFrameAtMs),
      movingMs: sinceMs(movingAtMs),
      source: this.#wasReady ? 'preloaded' : 'unknown',
      segmentSource: null,
    };
    performance.measure('nextreel:swipe', {
      start: atMs,
      end: Math.max(atMs, firstFrameAtMs ?? performance.now()),
      detail,
    });
  }

  #stall(): void {
    if (this.#isMoving && !this.video.seeking && !this.isReplaced) this.#stalledAtMs ??= performance.now();
  }

  #endStall(): void {
    if (this.#stalledAtMs === null) return;
    measureStall({ reelId: this.reelId, positionSeconds: this.video.currentTime }, this.#stalledAtMs);
    this.#stalledAtMs = null;
  }
}
