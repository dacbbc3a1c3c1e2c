import { cancelFrame, requestFrame } from '../player/frame-watch.ts';
import { measureStall, type StartupDetail, type SwipeDetail } from '../player/measures.ts';

/** A reel that the viewer came to from another view of the site's app does not measure how fast the page starts. */
let isPageStarting = true;

/**
 * Records in User Timing how playback felt, with or without a worker: how long reels took to start, and where they
 * stalled.
 */
export class PlaybackMeasures {
  #shown: ShownReel | null = null;

  constructor(readonly signal: AbortSignal) {
    signal.addEventListener('abort', () => this.#shown?.close());
  }

  /** Call when the viewer arrives at this reel. */
  show(reelId: string, video: HTMLVideoElement, atMs: number): void {
    const before = this.#shown;
    if (before?.reelId === reelId && before.video === video) return;
    if (before?.reelId === reelId) before.close();
    else before?.leave();
    const isFirst = isPageStarting && !wasTouched();
    isPageStarting = false;
    this.#shown = new ShownReel(reelId, video, {
      atMs,
      isFirst,
      holdsOther: before?.video === video && !before.isReplaced,
    });
  }
}

function wasTouched(): boolean {
  const { userActivation }: { userActivation?: UserActivation } = navigator;
  return userActivation?.hasBeenActive ?? false;
}

type Arrival = {
  readonly atMs: number;
  readonly isFirst: boolean;
  /** The element still shows the previous reel, until it gets its new source. */
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
  /** The element got another source after this reel moved. */
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

  /** Call when the viewer moves on to another reel. */
  leave(): void {
    if (!this.#isMoving) this.#measure(null);
    this.close();
  }

  close(): void {
    this.#endStall();
    this.#life.abort();
    cancelFrame(this.video, this.#request);
  }

  /** The element got a new source: this reel's own, or the next reel's if this one has already moved. */
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
      // When a frame was shown before measuring began, its time is unknown.
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
