import { bufferedRanges, bufferOf } from './video-figures.ts';

/** The video is held with this much buffer left, since timers fire late on a busy machine. */
const holdBelowSeconds = 0.08;
/** It resumes once it has this much more. */
const resumeAboveSeconds = 0.25;
const checkEveryMs = 25;

type DryHoldListener = {
  onHold(): void;
  /** Called repeatedly while the video is held. */
  onHeld(): void;
  onRelease(): void;
};

/**
 * Holds a video just before its buffer runs dry, and resumes it as soon as a little more arrives. After an underrun of
 * its own a browser waits for more than before: Chromium doubles the amount each time, up to three seconds, and stands
 * still with playable frames in the buffer. The hold sets the playback rate to 0: the video does not count as paused.
 */
export class DryHold {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isHeld = false;

  constructor(
    readonly video: HTMLVideoElement,
    readonly listener: DryHoldListener,
  ) {}

  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** Holds or releases the video by how long its buffer lasts, and checks again when it is about to be empty. */
  check(): void {
    clearTimeout(this.#timer);
    const { video } = this;
    if (video.paused || video.seeking || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    const { aheadSeconds, reachesEnd } = bufferOf(video);
    const lastsSeconds = reachesEnd || isBeforeGap(video, aheadSeconds) ? Infinity : aheadSeconds - holdBelowSeconds;
    if (lastsSeconds < (this.#isHeld ? resumeAboveSeconds : 0)) this.#hold();
    else this.release();
    if (lastsSeconds === Infinity) return;
    const playsMs = (1000 * lastsSeconds) / Math.max(0.1, video.playbackRate);
    this.#timer = setTimeout(() => this.check(), this.#isHeld ? checkEveryMs : Math.max(10, playsMs));
  }

  /** Resumes a held video and stops checking. */
  release(): void {
    clearTimeout(this.#timer);
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.video.playbackRate = this.video.defaultPlaybackRate;
    this.listener.onRelease();
  }

  /** Sets the rate every time, since the viewer may have chosen another speed meanwhile. */
  #hold(): void {
    this.video.playbackRate = 0;
    if (!this.#isHeld) {
      this.#isHeld = true;
      this.listener.onHold();
    }
    this.listener.onHeld();
  }
}

/** Whether a gap follows the buffer. No media will fill it: hls.js jumps over it once the video has stalled. */
function isBeforeGap(video: HTMLVideoElement, aheadSeconds: number): boolean {
  const endSeconds = video.currentTime + aheadSeconds;
  return bufferedRanges(video).some(([start]) => start > endSeconds);
}
