import type HlsClass from 'hls.js';
import type { HlsLibrary } from './hls-library.ts';
import { preferencesOf } from './track-choice.ts';

/** The source of a preview picture: the rendition and the sound that the playing video has loaded already. */
export type PreviewSource = { readonly url: string; readonly level: number; readonly audioLanguage: string | null };

export type PreviewedReel = {
  readonly reelId: string;
  /** Null if the browser plays the reel natively. */
  readonly source: PreviewSource | null;
  /** Whether the playing video has buffered this moment, so that it is in the cache. */
  readonly hasBuffered: (seconds: number) => boolean;
};

/** A small picture of the playing reel at any other time. Its element has `data-ready` while there is one to show. */
export class Preview {
  readonly element = document.createElement('div');
  readonly #video = document.createElement('video');
  readonly #hls: HlsClass;

  constructor(Hls: HlsLibrary, { url, level, audioLanguage }: PreviewSource, seconds: number) {
    Object.assign(this.#video, { muted: true, playsInline: true, disableRemotePlayback: true, tabIndex: -1 });
    this.element.style.blockSize = '100%';
    this.#video.style.cssText = 'inline-size: 100%; block-size: 100%; object-fit: cover';
    // Closed, so that a search for a reel's video finds only the one that plays.
    this.element.attachShadow({ mode: 'closed' }).append(this.#video);
    this.#video.addEventListener('loadeddata', () => this.element.toggleAttribute('data-ready', true));
    this.#hls = new Hls({
      maxBufferLength: 1,
      maxMaxBufferLength: 1,
      maxBufferSize: 0,
      backBufferLength: 0,
      startLevel: level,
      // The beginning may be cached in another rendition only.
      startPosition: seconds,
      ...preferencesOf({ audioLanguage, captionsLanguage: null }),
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
