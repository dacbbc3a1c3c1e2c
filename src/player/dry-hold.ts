import { bufferedRanges, bufferOf } from './video-figures.ts';

/** The video is held with this much left, since timers come late on a busy machine. */
const leastSeconds = 0.08;
/** It goes on once it has this much more. */
const enoughSeconds = 0.25;
const lookEveryMs = 25;

type DryHoldListener = {
  onHold(): void;
  /** Again and again while it is held. */
  onHeld(): void;
  onRelease(): void;
};

/**
 * A browser that runs out of pictures goes on when it has more of them than before: Chromium asks for twice as much after
 * each time, up to three seconds, and stands still beside what it has. So a video is held a moment earlier, and goes on
 * with whatever comes. It is held by its speed, for which nobody takes it as paused.
 */
export class DryHold {
  #look: ReturnType<typeof setTimeout> | undefined;
  #isHeld = false;

  constructor(
    readonly video: HTMLVideoElement,
    readonly listener: DryHoldListener,
  ) {}

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Looks how long the buffer lasts, and again when it is about to be empty. */
  look(): void {
    clearTimeout(this.#look);
    const { video } = this;
    if (video.paused || video.seeking || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    const { aheadSeconds, toEnd } = bufferOf(video);
    const lastsSeconds = toEnd || isBeforeHole(video, aheadSeconds) ? Infinity : aheadSeconds - leastSeconds;
    if (lastsSeconds < (this.#isHeld ? enoughSeconds : 0)) this.#hold();
    else this.release();
    if (lastsSeconds === Infinity) return;
    const playsMs = (1000 * lastsSeconds) / Math.max(0.1, video.playbackRate);
    this.#look = setTimeout(() => this.look(), this.#isHeld ? lookEveryMs : Math.max(10, playsMs));
  }

  /** Nothing holds it any more. */
  release(): void {
    clearTimeout(this.#look);
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.video.playbackRate = this.video.defaultPlaybackRate;
    this.listener.onRelease();
  }

  /** The viewer may have chosen another speed meanwhile. */
  #hold(): void {
    this.video.playbackRate = 0;
    if (!this.#isHeld) {
      this.#isHeld = true;
      this.listener.onHold();
    }
    this.listener.onHeld();
  }
}

/** What is missing there is nothing that comes: hls.js jumps over it, once the video stands. */
function isBeforeHole(video: HTMLVideoElement, aheadSeconds: number): boolean {
  const endSeconds = video.currentTime + aheadSeconds;
  return bufferedRanges(video).some(([start]) => start > endSeconds);
}
