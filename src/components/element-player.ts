import type Hls from 'hls.js';
import { attachHls } from '../adapters/hls-adapter.ts';
import { isMediaFile } from '../shared/media-file.ts';

/** Seconds that a nearby reel buffers: enough to start at once, while leaving the bandwidth to the playing reel. */
const nearbySeconds = 4;
const playingSeconds = 30;
/** A visible reel that failed is retried after this time. */
const retryMs = 5_000;

/** Plays one reel in a video element: with hls.js where supported, natively otherwise. */
export class ElementPlayer {
  readonly #life = new AbortController();
  #hls: Hls | null = null;
  #isPlaying = false;
  /** Playback resumes once the page is visible again. */
  #resumeWhenVisible = false;
  /** Retries what failed. */
  #retry: (() => void) | null = null;

  constructor(
    readonly video: HTMLVideoElement,
    readonly src: string,
    readonly onFailure: (message: string) => void,
  ) {}

  async load(): Promise<void> {
    const { signal } = this.#life;
    addEventListener('online', () => this.#retryIfPlaying(), { signal });
    document.addEventListener('visibilitychange', () => this.#followVisibility(), { signal });
    await this.#attach();
    // A call to play before the source was set had no effect.
    if (this.#isPlaying && !this.#life.signal.aborted) this.setPlaying(true);
  }

  async #attach(): Promise<void> {
    const { video, src, onFailure } = this;
    if (isMediaFile(src)) return this.#playNatively();
    const Library = await loadLibrary();
    if (this.#life.signal.aborted) return;
    // Checked first: requests of native HLS bypass the worker.
    if (Library.isSupported()) {
      const hls = new Library({ maxBufferLength: this.#bufferSeconds });
      this.#hls = hls;
      hls.on(Library.Events.ERROR, (_event, { fatal, details, type }) => {
        // After a network error the reel continues where it was; after any other error it starts again.
        const canContinue = type === Library.ErrorTypes.NETWORK_ERROR && hls.levels.length > 0;
        if (fatal) this.#fail(details, () => (canContinue ? hls.startLoad() : this.#reload(() => hls.loadSource(src))));
      });
      attachHls(hls);
      hls.attachMedia(video);
      hls.loadSource(src);
    } else if (video.canPlayType('application/vnd.apple.mpegurl') !== '') this.#playNatively();
    else onFailure('This browser plays no HLS.');
  }

  #playNatively(): void {
    const { video, src } = this;
    const retry = () => this.#reload(() => video.load());
    const fail = () => this.#fail(video.error?.message || 'it does not load', retry);
    video.addEventListener('error', fail, { signal: this.#life.signal });
    video.src = src;
  }

  #fail(reason: string, retry: () => void): void {
    this.#retry = retry;
    setTimeout(() => this.#retryIfPlaying(), retryMs);
    this.onFailure(`${this.src} does not play: ${reason}`);
  }

  setPlaying(isPlaying: boolean): void {
    this.#isPlaying = isPlaying;
    if (isPlaying) this.#retryFailedLoad();
    if (this.#hls !== null) this.#hls.config.maxBufferLength = this.#bufferSeconds;
    this.#resumeWhenVisible = false;
    if (isPlaying) this.#play();
    else this.video.pause();
  }

  #play(): void {
    if (isPageHidden()) this.#resumeWhenVisible = true;
    // Browsers refuse to play with sound before the first user gesture; a tap then starts playback.
    else this.video.play().catch(() => undefined);
  }

  /** Reloading pauses the video, so playback has to be started again. */
  #reload(load: () => void): void {
    load();
    if (this.#isPlaying) this.#play();
  }

  #followVisibility(): void {
    const { video } = this;
    if (isPageHidden()) {
      this.#resumeWhenVisible = !video.paused;
      video.pause();
    } else if (this.#resumeWhenVisible) {
      this.#resumeWhenVisible = false;
      this.#play();
    }
  }

  /** A reel that failed to preload is retried when the viewer arrives at it. */
  #retryFailedLoad(): void {
    const retry = this.#retry;
    this.#retry = null;
    retry?.();
  }

  #retryIfPlaying(): void {
    if (this.#isPlaying && !this.#life.signal.aborted) this.#retryFailedLoad();
  }

  get #bufferSeconds(): number {
    return this.#isPlaying ? playingSeconds : nearbySeconds;
  }

  unload(): void {
    this.#life.abort();
    this.#hls?.destroy();
    this.#hls = null;
    this.video.removeAttribute('src');
    this.video.load();
  }
}

/**
 * The import is in a `try` block: without one webpack fails to build a site that has no hls.js installed, even if it
 * never needs it.
 */
async function loadLibrary(): Promise<typeof Hls> {
  try {
    return (await import('hls.js')).default;
  } catch (cause) {
    throw new Error(`hls.js does not load: ${String(cause)}`, { cause });
  }
}

/** Whether the page is hidden. Picture-in-picture counts as visible. */
function isPageHidden(): boolean {
  return document.visibilityState !== 'visible' && !(document.pictureInPictureElement instanceof Element);
}
