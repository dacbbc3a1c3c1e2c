import type { PlaybackError } from '../player/media-backend.ts';
import { describeFailure, patienceMs } from './failure-text.ts';
import type { ReelArticle } from './reel-article.ts';

export type ReelStateOptions = {
  readonly articleOf: (reelId: string) => ReelArticle | undefined;
  readonly failureOf: (reelId: string) => PlaybackError | null;
  /** It stands until the viewer plays it. */
  readonly isPaused: () => boolean;
  /** The viewer looks at something that does not play. */
  readonly onDeadEnd: () => void;
};

/** Shows on the current reel whether it plays, stands, waits, or cannot be had. */
export class ReelState {
  #reelId = '';
  #patience: ReturnType<typeof setTimeout> | undefined;

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

  /** A card, or none where nothing has failed. */
  showFailure(reelId: string): void {
    const article = this.options.articleOf(reelId);
    const error = this.options.failureOf(reelId);
    if (error === null) return article?.hideError();
    // What a neighbour lacks would be read aloud while another reel plays: it is told when the viewer comes to it.
    if (reelId !== this.#reelId) return;
    const { title, advice } = describeFailure(error, navigator.onLine);
    article?.setSlow(false);
    article?.showError(title, advice);
    this.options.onDeadEnd();
  }

  /** The viewer asks for it once more. */
  retry(): void {
    this.#article?.hideError();
    this.#setSlow(false);
    this.#expectPlayback();
  }

  get #article(): ReelArticle | undefined {
    return this.options.articleOf(this.#reelId);
  }

  #expectPlayback(): void {
    clearTimeout(this.#patience);
    this.#patience = setTimeout(() => this.#setSlow(!this.options.isPaused()), patienceMs);
  }

  #setSlow(isSlow: boolean): void {
    clearTimeout(this.#patience);
    this.#article?.setSlow(isSlow && this.options.failureOf(this.#reelId) === null);
    if (isSlow) this.options.onDeadEnd();
  }
}
