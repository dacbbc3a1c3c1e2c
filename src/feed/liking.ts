import { Likes } from './likes.ts';
import { doubleTapMs, type Tap, TapReader } from './tap-reader.ts';

export type LikedArticle = {
  setLiked(isLiked: boolean): void;
  showHeart(xPx: number, yPx: number): void;
};

export type LikingOptions = {
  /** The reel that is shown now, with its article. */
  readonly current: () => { readonly reelId: string; readonly article: LikedArticle } | null;
  readonly onLike: () => void;
  readonly onSingleTap: () => void;
};

/** What taps on the picture mean, and what the viewer likes. */
export class Liking {
  readonly #likes = new Likes();
  readonly #taps = new TapReader();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly options: LikingOptions) {}

  isLiked(reelId: string): boolean {
    return this.#likes.has(reelId);
  }

  /** One tap pauses, as soon as it is clear that no second one follows; two are a like. */
  tap(tap: Tap): void {
    clearTimeout(this.#timer);
    if (this.#taps.read(tap) === 'single') {
      this.#timer = setTimeout(this.options.onSingleTap, doubleTapMs);
      return;
    }
    this.#set(true);
    this.options.current()?.article.showHeart(tap.xPx, tap.yPx);
  }

  /** Another reel is shown: a tap was meant for the one before. */
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
