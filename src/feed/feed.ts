import { afterPaint } from '../after-paint.ts';
import { wantedPlaces } from '../player/assignment.ts';
import type { SharedPlayback } from '../player/media-backend.ts';
import { type FrameCounts, type Playback, PlayerPool } from '../player/player-pool.ts';
import type { PlayerFigures } from '../player/player-figures.ts';
import type { ReelMedia } from '../player/reel-player.ts';
import { mediaUrl, type Reel } from '../shared/feed.ts';
import type { InteractionAction } from '../shared/signals.ts';
import { needsNextPage } from './article-window.ts';
import { describeFailure } from './failure-text.ts';
import { FeedList } from './feed-list.ts';
import type { FeedSource } from './feed-source.ts';
import type { KeyCommand, PageCommand } from './key-commands.ts';
import type { PageStatus } from './page-status.ts';
import { ReelArticle } from './reel-article.ts';
import { keepSoundSetting, readSoundSetting } from './sound-setting.ts';

export type FeedCommand = Exclude<KeyCommand, PageCommand> | 'retry';

export type FeedOptions = {
  readonly scroller: HTMLElement;
  readonly track: HTMLElement;
  readonly template: HTMLTemplateElement;
  readonly source: FeedSource;
  readonly status: PageStatus;
  readonly pageUrl: string;
  readonly playback: SharedPlayback;
  readonly onEnter: (reel: Reel, index: number) => void;
  readonly onProgress: (playback: Playback) => void;
  readonly onInteraction: (action: InteractionAction) => void;
  readonly onMoving: () => void;
  readonly onWarning: (message: string, cause?: unknown) => void;
};

/** The feed: joins the pages, the list that the viewer swipes and the players. */
export class Feed {
  readonly #options: FeedOptions;
  readonly #list: FeedList;
  readonly #pool: PlayerPool;
  #sound = readSoundSetting();
  #isMuted = this.#sound !== 'on';
  #isPausedByViewer = false;
  #lastIndex = 0;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#pool = new PlayerPool(options.playback, {
      mount: (reelId, video) => this.#articleOf(reelId)?.mount(video),
      onMoving: (reelId) => {
        this.#articleOf(reelId)?.hideError();
        options.onMoving();
      },
      onProgress: (_reelId, playback) => this.#showProgress(playback),
      onPlayState: (_reelId, state) => this.#showPlayState(state),
      onLoop: () => options.onInteraction('loop'),
      onError: (reelId, error) => {
        options.onWarning(error.message, error.cause);
        this.#showFailureOf(reelId);
      },
      onSoundRefused: () => this.#showMuted(true),
    });
    this.#pool.setMuted(this.#isMuted);
    this.#list = new FeedList({
      scroller: options.scroller,
      track: options.track,
      createArticle: (reel, index) => this.#createArticle(reel, index),
      onActivate: (index, activatedAtMs) => this.#enter(index, activatedAtMs),
    });
    this.#showSoundHint();
  }

  get activeIndex(): number {
    return this.#list.activeIndex;
  }

  get playback(): Playback {
    return this.#pool.playback;
  }

  get players(): PlayerFigures[] {
    return this.#pool.players;
  }

  get frames(): FrameCounts {
    return this.#pool.frames;
  }

  /** Loads what the viewer is about to need: the first page, or the next one near the end. */
  async load(): Promise<void> {
    const { source, scroller, status } = this.#options;
    scroller.setAttribute('aria-busy', 'true');
    try {
      while (source.hasMore && needsNextPage(Math.max(0, this.activeIndex), source.reels.length)) {
        await source.loadMore();
        this.#list.setReels(source.reels);
        for (const article of this.#list.articles) article.setTotal(source.total);
      }
      if (source.reels.length === 0) status.showNotice({ title: 'Nothing here yet', text: 'This feed has no reels.' });
      else status.hideNotice();
    } catch (cause) {
      this.#showFeedFailure(cause);
    }
    scroller.setAttribute('aria-busy', 'false');
  }

  run(command: FeedCommand, atMs: number): void {
    switch (command) {
      case 'next':
        return this.#list.moveBy(1, atMs);
      case 'previous':
        return this.#list.moveBy(-1, atMs);
      case 'first':
        return this.#list.moveTo(0, atMs);
      case 'last':
        return this.#list.moveTo(this.#options.source.reels.length - 1, atMs);
      case 'toggle-play':
        return this.#togglePlay();
      case 'toggle-sound':
        return this.#toggleSound();
      case 'retry':
        return this.#retry();
    }
  }

  setVisible(isVisible: boolean): void {
    this.#pool.setVisible(isVisible);
  }

  /** The network is back: what failed for want of it is tried again. */
  resume(): void {
    const reel = this.#options.source.reels[this.activeIndex];
    if (reel !== undefined && this.#pool.failureOf(reel.id)?.kind === 'network') this.#retry();
    void this.load();
  }

  /** Origins come back without telling. What failed is tried again now and then, and its card stays until it moves. */
  heal(): void {
    const reel = this.#options.source.reels[this.activeIndex];
    if (reel === undefined) void this.load();
    else if (this.#pool.failureOf(reel.id)?.kind === 'network') this.#pool.retry();
  }

  get #currentArticle(): ReelArticle | undefined {
    return this.#list.article(this.activeIndex);
  }

  #articleOf(reelId: string): ReelArticle | undefined {
    return [...this.#list.articles].find(({ element }) => element.dataset['reelId'] === reelId);
  }

  #createArticle(reel: Reel, index: number): ReelArticle {
    const { template, source, pageUrl } = this.#options;
    const posterUrl = reel.poster === null ? null : mediaUrl(reel.poster, source.origins[0], pageUrl);
    const article = new ReelArticle(template, { reel, index, total: source.total, posterUrl });
    article.setMuted(this.#isMuted);
    return article;
  }

  #enter(index: number, activatedAtMs: number): void {
    const { reels } = this.#options.source;
    const direction = index >= this.#lastIndex ? 1 : -1;
    this.#lastIndex = index;
    const [current, ...neighbours] = wantedPlaces(index, reels.length, direction).flatMap((place) => {
      const reel = reels[place];
      return reel === undefined ? [] : [this.#mediaOf(reel)];
    });
    const reel = reels[index];
    if (current === undefined || reel === undefined) return;
    this.#isPausedByViewer = false;
    for (const article of this.#list.articles) article.setPlayState('idle');
    this.#pool.show(current, neighbours, activatedAtMs);
    this.#showFailureOf(reel.id);
    afterPaint(() => {
      this.#options.onEnter(reel, index);
      void this.load();
    });
  }

  #mediaOf({ id, format, src }: Reel): ReelMedia {
    const { source, pageUrl } = this.#options;
    const urls = source.origins.map((origin) => mediaUrl(src, origin, pageUrl));
    return { reelId: id, format, urls: [...new Set(urls.length > 0 ? urls : [mediaUrl(src, undefined, pageUrl)])] };
  }

  #togglePlay(): void {
    this.#isPausedByViewer = !this.#isPausedByViewer;
    this.#pool.setPlaying(!this.#isPausedByViewer);
    this.#options.onInteraction(this.#isPausedByViewer ? 'pause' : 'play');
  }

  #toggleSound(): void {
    this.#isMuted = !this.#isMuted;
    this.#sound = this.#isMuted ? 'off' : 'on';
    keepSoundSetting(this.#sound);
    this.#pool.setMuted(this.#isMuted);
    this.#showMuted(this.#isMuted);
    this.#options.onInteraction('mute');
  }

  #retry(): void {
    this.#currentArticle?.hideError();
    this.#isPausedByViewer = false;
    this.#pool.retry();
  }

  #showMuted(isMuted: boolean): void {
    this.#isMuted = isMuted;
    for (const article of this.#list.articles) article.setMuted(isMuted);
    this.#showSoundHint();
  }

  /** Until the viewer has chosen, and whenever the browser silences a viewer who wants sound. */
  #showSoundHint(): void {
    const isWanted = this.#isMuted && this.#sound !== 'off';
    this.#options.scroller.toggleAttribute('data-sound-hint', isWanted);
  }

  #showPlayState(state: 'playing' | 'paused' | 'waiting'): void {
    this.#currentArticle?.setPlayState(state === 'paused' && !this.#isPausedByViewer ? 'idle' : state);
  }

  #showProgress(playback: Playback): void {
    const { positionSeconds, durationSeconds } = playback;
    this.#currentArticle?.setProgress(durationSeconds > 0 ? positionSeconds / durationSeconds : 0);
    this.#options.onProgress(playback);
  }

  #showFailureOf(reelId: string): void {
    const article = this.#articleOf(reelId);
    const error = this.#pool.failureOf(reelId);
    if (error === null) {
      article?.hideError();
      return;
    }
    const { title, advice } = describeFailure(error.kind, navigator.onLine);
    article?.showError(title, advice);
  }

  #showFeedFailure(cause: unknown): void {
    const { source, status, onWarning } = this.#options;
    onWarning(cause instanceof Error ? cause.message : String(cause), cause);
    // Reels that are there still play; the next swipe asks for the page again.
    if (source.reels.length > 0) return;
    status.showNotice({
      title: navigator.onLine ? 'The feed did not load' : 'You are offline',
      text: navigator.onLine ? 'Its server does not answer as it should.' : 'The feed loads as soon as you are back.',
      onRetry: () => {
        status.hideNotice();
        void this.load();
      },
    });
  }
}
