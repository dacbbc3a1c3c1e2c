import type { PlaybackError } from '../player/media-backend.ts';
import { describeFailure, slowNoticeAfterMs } from './failure-text.ts';
import type { ReelArticle } from './reel-article.ts';

export type ReelStateOptions = {
  readonly articleOf: (reelId: string) => ReelArticle | undefined;
  readonly failureOf: (reelId: string) => PlaybackError | null;
  /** Whether the reel stays paused until the viewer plays it. */
  readonly isPaused: () => boolean;
  /** Called when the viewer faces something that does not play. */
  readonly onNothingPlays: () => void;
};

/** Shows on the current reel whether it plays, is paused, is loading or has failed. */
export class ReelState {
  #reelId = '';
  #slowTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly options: ReelStateOptions) {}

  enter(reelId: string): void {
    this.leave();
    this.#reelId = reelId;
    this.showFailure(reelId);
    this.#expectPlayback();
  }

  leave(): void {
    this.#setSlow(false);
    this.#reelId = '';
  }

  showPlayState(state: 'playing' | 'paused' | 'waiting'): void {
    this.#article?.setPlayState(state === 'paused' && !this.options.isPaused() ? 'idle' : state);
    if (state === 'waiting') this.#expectPlayback();
    else this.#setSlow(false);
  }

  showMoving(reelId: string): void {
    this.#setSlow(false);
    this.options.articleOf(reelId)?.hideError();
  }

  /** Shows the reel's error card, or hides it if nothing has failed. */
  showFailure(reelId: string): void {
    const article = this.options.articleOf(reelId);
    const error = this.options.failureOf(reelId);
    if (error === null) return article?.hideError();
    // A neighbour's error would be announced while another reel plays; `enter` shows it later.
    if (reelId !== this.#reelId) return;
    const { title, advice } = describeFailure(error, navigator.onLine);
    article?.setSlow(false);
    article?.showError(title, advice);
    this.options.onNothingPlays();
  }

  /** Hides the error and waits again, as the viewer has requested a retry. */
  retry(): void {
    this.#article?.hideError();
    this.#setSlow(false);
    this.#expectPlayback();
  }

  get #article(): ReelArticle | undefined {
    return this.options.articleOf(this.#reelId);
  }

  #expectPlayback(): void {
    clearTimeout(this.#slowTimer);
    this.#slowTimer = setTimeout(() => this.#setSlow(!this.options.isPaused()), slowNoticeAfterMs);
  }

  #setSlow(isSlow: boolean): void {
    clearTimeout(this.#slowTimer);
    this.#article?.setSlow(isSlow && this.options.failureOf(this.#reelId) === null);
    if (isSlow) this.options.onNothingPlays();
  }
}
