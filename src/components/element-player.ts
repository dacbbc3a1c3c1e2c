import type Hls from 'hls.js';
import { attachHls } from '../adapters/hls-adapter.ts';
import { isMediaFile } from '../shared/media-file.ts';

/** Seconds that a reel nearby is loaded ahead: it starts at once, and takes little from the one that plays. */
const nearbySeconds = 4;
const playingSeconds = 30;
/** What a viewer looks at is tried again after so long. */
const retryMs = 5_000;

/** Plays one reel in a video element: by hls.js where the browser lets it, by the browser itself otherwise. */
export class ElementPlayer {
  readonly #life = new AbortController();
  #hls: Hls | null = null;
  #isPlaying = false;
  /** It plays once the page is seen again. */
  #goesOn = false;
  /** Tries what has failed once more. */
  #retry: (() => void) | null = null;

  constructor(
    readonly video: HTMLVideoElement,
    readonly src: string,
    readonly onFailure: (message: string) => void,
  ) {}

  async load(): Promise<void> {
    const { signal } = this.#life;
    addEventListener('online', () => this.#retryIfSeen(), { signal });
    document.addEventListener('visibilitychange', () => this.#followPage(), { signal });
    await this.#attach();
    // What was to play before it had a source was told so in vain.
    if (this.#isPlaying && !this.#life.signal.aborted) this.setPlaying(true);
  }

  async #attach(): Promise<void> {
    const { video, src, onFailure } = this;
    if (isMediaFile(src)) return this.#playNatively();
    const Library = await loadLibrary();
    if (this.#life.signal.aborted) return;
    // Asked first: the browser's own HLS never passes the worker.
    if (Library.isSupported()) {
      const hls = new Library({ maxBufferLength: this.#bufferSeconds });
      this.#hls = hls;
      hls.on(Library.Events.ERROR, (_event, { fatal, details, type }) => {
        // A network that comes back lets the reel go on where it was; anything else begins anew.
        const goesOn = type === Library.ErrorTypes.NETWORK_ERROR && hls.levels.length > 0;
        if (fatal) this.#fail(details, () => (goesOn ? hls.startLoad() : this.#beginAnew(() => hls.loadSource(src))));
      });
      attachHls(hls);
      hls.attachMedia(video);
      hls.loadSource(src);
    } else if (video.canPlayType('application/vnd.apple.mpegurl') !== '') this.#playNatively();
    else onFailure('This browser plays no HLS.');
  }

  #playNatively(): void {
    const { video, src } = this;
    const retry = () => this.#beginAnew(() => video.load());
    const fail = () => this.#fail(video.error?.message || 'it does not load', retry);
    video.addEventListener('error', fail, { signal: this.#life.signal });
    video.src = src;
  }

  #fail(why: string, retry: () => void): void {
    this.#retry = retry;
    setTimeout(() => this.#retryIfSeen(), retryMs);
    this.onFailure(`${this.src} does not play: ${why}`);
  }

  setPlaying(isPlaying: boolean): void {
    this.#isPlaying = isPlaying;
    if (isPlaying) this.#retryWhatFailed();
    if (this.#hls !== null) this.#hls.config.maxBufferLength = this.#bufferSeconds;
    this.#goesOn = false;
    if (isPlaying) this.#play();
    else this.video.pause();
  }

  #play(): void {
    if (isUnseen()) this.#goesOn = true;
    // Refused with sound, and before the viewer has touched anything: then a touch starts it.
    else this.video.play().catch(() => undefined);
  }

  /** Whatever begins anew stands still until it is told to play. */
  #beginAnew(begin: () => void): void {
    begin();
    if (this.#isPlaying) this.#play();
  }

  #followPage(): void {
    const { video } = this;
    if (isUnseen()) {
      this.#goesOn = !video.paused;
      video.pause();
    } else if (this.#goesOn) {
      this.#goesOn = false;
      this.#play();
    }
  }

  /** What could not be loaded ahead may come now that the viewer is here. */
  #retryWhatFailed(): void {
    const retry = this.#retry;
    this.#retry = null;
    retry?.();
  }

  #retryIfSeen(): void {
    if (this.#isPlaying && !this.#life.signal.aborted) this.#retryWhatFailed();
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

/** In a `try`: outside of one webpack refuses to build a site that has no hls.js installed, and may never need it. */
async function loadLibrary(): Promise<typeof Hls> {
  try {
    return (await import('hls.js')).default;
  } catch (cause) {
    throw new Error(`hls.js does not load: ${String(cause)}`, { cause });
  }
}

/** A page that nobody sees plays nothing but what stands in picture in picture. */
function isUnseen(): boolean {
  return document.visibilityState !== 'visible' && !(document.pictureInPictureElement instanceof Element);
}
