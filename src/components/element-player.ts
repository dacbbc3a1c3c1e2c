import type Hls from 'hls.js';

/** Seconds that a reel nearby is loaded ahead: it starts at once, and takes little from the one that plays. */
const nearbySeconds = 4;
const playingSeconds = 30;

/** Plays one reel in a video element: by hls.js where the browser lets it, by the browser itself otherwise. */
export class ElementPlayer {
  #hls: Hls | null = null;
  #isUnloaded = false;
  #isPlaying = false;

  constructor(
    readonly video: HTMLVideoElement,
    readonly src: string,
    readonly onFailure: (message: string) => void,
  ) {}

  async load(): Promise<void> {
    await this.#attach();
    // What was to play before it had a source was told so in vain.
    if (this.#isPlaying && !this.#isUnloaded) this.setPlaying(true);
  }

  async #attach(): Promise<void> {
    const { video, src, onFailure } = this;
    if (!isManifest(src)) {
      video.src = src;
      return;
    }
    const { default: Library } = await import('hls.js');
    if (this.#isUnloaded) return;
    // Asked first: the browser's own HLS never passes the worker.
    if (Library.isSupported()) {
      const hls = new Library({ maxBufferLength: this.#bufferSeconds });
      this.#hls = hls;
      hls.on(Library.Events.ERROR, (_event, { fatal, details }) => {
        if (fatal) onFailure(`${src} does not play: ${details}`);
      });
      // As vidstack tells of its player: who wants to know of it hears it before anything is loaded.
      video.dispatchEvent(new CustomEvent('hls-instance', { detail: hls, bubbles: true, composed: true }));
      hls.attachMedia(video);
      hls.loadSource(src);
    } else if (video.canPlayType('application/vnd.apple.mpegurl') !== '') video.src = src;
    else onFailure('This browser plays no HLS.');
  }

  setPlaying(isPlaying: boolean): void {
    this.#isPlaying = isPlaying;
    if (this.#hls !== null) this.#hls.config.maxBufferLength = this.#bufferSeconds;
    // Refused with sound, and before the viewer has touched anything: then a touch starts it.
    if (isPlaying) this.video.play().catch(() => undefined);
    else this.video.pause();
  }

  get #bufferSeconds(): number {
    return this.#isPlaying ? playingSeconds : nearbySeconds;
  }

  unload(): void {
    this.#isUnloaded = true;
    this.#hls?.destroy();
    this.#hls = null;
    this.video.removeAttribute('src');
    this.video.load();
  }
}

function isManifest(src: string): boolean {
  return !/\.(mp4|m4v|webm|mov)$/i.test(new URL(src, document.baseURI).pathname);
}
