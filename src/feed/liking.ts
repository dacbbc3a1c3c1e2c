import { Likes } from './likes.ts';
import { doubleTapMs, type Tap, TapReader } from './tap-reader.ts';

export type LikedArticle = {
  readonly card: HTMLElement;
  setLiked(isLiked: boolean): void;
};

export type LikingOptions = {
  /** The current reel and its article; null if there is none. */
  readonly current: () => { readonly reelId: string; readonly article: LikedArticle } | null;
  readonly onLike: () => void;
  readonly onDoubleTap: (card: HTMLElement, tap: Tap) => void;
  readonly onSingleTap: () => void;
};

/** Interprets taps on the picture and records the viewer's likes. */
export class Liking {
  readonly #likes = new Likes();
  readonly #taps = new TapReader();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly options: LikingOptions) {}

  isLiked(reelId: string): boolean {
    return this.#likes.has(reelId);
  }

  /** A single tap takes effect once no second one can follow; a double tap likes the reel. */
  tap(tap: Tap): void {
    clearTimeout(this.#timer);
    if (this.#taps.read(tap) === 'single') {
      this.#timer = setTimeout(this.options.onSingleTap, doubleTapMs);
      return;
    }
    this.#set(true);
    const current = this.options.current();
    if (current !== null) this.options.onDoubleTap(current.article.card, tap);
  }

  /** Drops a pending single tap, which was meant for the previous reel. */
  forgetTap(): void {
    clearTimeout(this.#timer);
  }

  toggle(): void {
    this.#set(!this.isLiked(this.options.current()?.reelId ?? ''));
  }

  #set(isLiked: boolean): void {
    const current = this.options.current();
    if (current === null || this.isLiked(current.reelId) === isLiked) return;
    this.#likes.set(current.reelId, isLiked);
    current.article.setLiked(isLiked);
    if (isLiked) this.options.onLike();
  }
}
