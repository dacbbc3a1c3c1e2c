const hasFrameCallback = 'requestVideoFrameCallback' in HTMLVideoElement.prototype;

export type MotionListener = {
  /** The video's first frame is on the screen. */
  onFirstFrame(atMs: number): void;
  /** A different frame has followed it. `currentTime` proves nothing: it runs ahead while the audio clock starts. */
  onMoving(atMs: number): void;
};

/** Observes the frames that a video shows, from its first one, parked or playing, until the picture moves. */
export class FrameWatch {
  readonly #video: HTMLVideoElement;
  readonly #life = new AbortController();
  #request = 0;
  #shownSeconds: number | null = null;
  #startSeconds = 0;
  #listener: MotionListener | null = null;
  readonly #onDecoded: (mediaTimeSeconds: number) => void;

  /** `onDecoded` receives the media time of the very first frame, which is often not 0. */
  constructor(video: HTMLVideoElement, onDecoded: (mediaTimeSeconds: number) => void) {
    this.#video = video;
    this.#onDecoded = onDecoded;
    this.#request = this.#requestFrame();
    // An audio-only reel shows no frames: each time update counts as one.
    const noteSound = () => {
      const { videoWidth, readyState, currentTime } = video;
      if (videoWidth === 0 && readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) this.#noteFrame(currentTime);
    };
    const { signal } = this.#life;
    for (const type of ['loadeddata', 'timeupdate']) video.addEventListener(type, noteSound, { signal });
  }

  get hasFrame(): boolean {
    return this.#shownSeconds !== null;
  }

  /** Reports the first frame and motion from now on, since the viewer has come to this video. */
  expectMotion(listener: MotionListener): void {
    this.#listener = listener;
    this.#startSeconds = this.#video.currentTime;
    const isWanted = () => this.#listener === listener;
    if (this.hasFrame) whenPainted(this.#video, isWanted, (atMs) => listener.onFirstFrame(atMs));
    this.#request = this.#requestFrame();
  }

  /** Stops reporting, since the viewer has left. */
  forgetMotion(): void {
    this.#listener = null;
  }

  close(): void {
    this.#life.abort();
    this.#listener = null;
    cancelFrame(this.#video, this.#request);
  }

  #requestFrame(): number {
    cancelFrame(this.#video, this.#request);
    return requestFrame(this.#video, (mediaTimeSeconds) => this.#noteFrame(mediaTimeSeconds));
  }

  #noteFrame(mediaTimeSeconds: number): void {
    if (this.#life.signal.aborted) return;
    const before = this.#shownSeconds;
    this.#shownSeconds = mediaTimeSeconds;
    const atMs = performance.now();
    if (before === null) {
      this.#onDecoded(mediaTimeSeconds);
      this.#listener?.onFirstFrame(atMs);
    } else if (this.#listener !== null && this.#advances(before, mediaTimeSeconds)) {
      this.#listener.onMoving(atMs);
      this.#listener = null;
      return;
    }
    this.#request = this.#requestFrame();
  }

  #advances(beforeSeconds: number, mediaTimeSeconds: number): boolean {
    const { paused, seeking, currentTime } = this.#video;
    return !paused && !seeking && mediaTimeSeconds !== beforeSeconds && currentTime !== this.#startSeconds;
  }
}

export function requestFrame(video: HTMLVideoElement, onFrame: (mediaTimeSeconds: number) => void): number {
  if (hasFrameCallback) return video.requestVideoFrameCallback((_now, { mediaTime }) => onFrame(mediaTime));
  const poll = () => {
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) onFrame(video.currentTime);
    else requestAnimationFrame(poll);
  };
  return requestAnimationFrame(poll);
}

export function cancelFrame(video: HTMLVideoElement, request: number): void {
  if (hasFrameCallback) video.cancelVideoFrameCallback(request);
  else cancelAnimationFrame(request);
}

/** Calls back after the first paint that has the element in the viewport. */
function whenPainted(element: Element, isWanted: () => boolean, onPainted: (atMs: number) => void): void {
  requestAnimationFrame(() => {
    if (!isWanted()) return;
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom <= 0 || top >= innerHeight) {
      whenPainted(element, isWanted, onPainted);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      if (isWanted()) onPainted(performance.now());
    });
    port1.start();
    port2.postMessage(null);
  });
}
