import type HlsClass from 'hls.js';
import type { HlsLibrary } from './hls-library.ts';

/** What a second, small picture of a reel is made of: nothing but what the playing one has loaded. */
export type PreviewSource = { readonly url: string; readonly level: number };

export type PreviewedReel = {
  readonly reelId: string;
  /** Null where the browser plays the reel by itself. */
  readonly source: PreviewSource | null;
  /** Whether the playing video has this moment, so that it is in the cache. */
  readonly has: (seconds: number) => boolean;
};

/** A small picture of a reel at any time of it, beside the one that plays. Its element says when there is one to see. */
export class Preview {
  readonly element = document.createElement('div');
  readonly #video = document.createElement('video');
  readonly #hls: HlsClass;

  constructor(Hls: HlsLibrary, { url, level }: PreviewSource, seconds: number) {
    Object.assign(this.#video, { muted: true, playsInline: true, disableRemotePlayback: true, tabIndex: -1 });
    this.element.style.blockSize = '100%';
    this.#video.style.cssText = 'inline-size: 100%; block-size: 100%; object-fit: cover';
    // Out of reach: whoever looks for a reel's video finds the one that plays, and no other.
    this.element.attachShadow({ mode: 'closed' }).append(this.#video);
    this.#video.addEventListener('loadeddata', () => this.element.toggleAttribute('data-ready', true));
    this.#hls = new Hls({
      maxBufferLength: 1,
      maxMaxBufferLength: 1,
      maxBufferSize: 0,
      backBufferLength: 0,
      startLevel: level,
      // The beginning may be here in another rendition only.
      startPosition: seconds,
    });
    this.#hls.on(Hls.Events.MANIFEST_PARSED, () => (this.#hls.loadLevel = level));
    this.#hls.on(Hls.Events.ERROR, (_event, { fatal }) => {
      if (fatal) this.close();
    });
    this.#hls.attachMedia(this.#video);
    this.#hls.loadSource(url);
  }

  seek(seconds: number): void {
    if (Math.abs(this.#video.currentTime - seconds) > 0.1) this.#video.currentTime = seconds;
  }

  close(): void {
    this.element.toggleAttribute('data-ready', false);
    this.#hls.destroy();
    this.element.remove();
  }
}
