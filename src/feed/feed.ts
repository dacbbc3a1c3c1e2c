import { afterPaint } from '../after-paint.ts';
import { mediaUrl, type Reel } from '../shared/feed.ts';
import { FeedEnd } from './feed-end.ts';
import { FeedList } from './feed-list.ts';
import { FeedLoading, type FeedStart } from './feed-loading.ts';
import { FeedPlayers, type FeedPlayersEvents, type FeedPlayersOptions } from './feed-players.ts';
import type { KeyCommand, PageCommand } from './key-commands.ts';
import { Liking } from './liking.ts';
import type { PageStatus } from './page-status.ts';
import { ReelArticle, type SaveMark } from './reel-article.ts';
import { SaveMarks } from './save-marks.ts';
import type { Tap } from './tap-reader.ts';
import type { ViewerControls } from './viewer-controls.ts';

export type FeedCommand = Exclude<KeyCommand, PageCommand> | 'retry';

export type FeedOptions = FeedPlayersEvents &
  Pick<FeedPlayersOptions, 'scroller' | 'source' | 'pageUrl' | 'playback'> & {
    readonly track: HTMLElement;
    readonly template: HTMLTemplateElement;
    readonly endTemplate: HTMLTemplateElement;
    readonly status: PageStatus;
    readonly start: FeedStart;
    readonly onEnter: (reel: Reel, index: number) => void;
    readonly onDoubleTap: (card: HTMLElement, tap: Tap) => void;
  };

/** The feed: connects the page loader, the list that the viewer swipes and the players. */
export class Feed {
  readonly players: FeedPlayers;
  readonly #options: FeedOptions;
  readonly #list: FeedList;
  readonly #loading: FeedLoading;
  readonly #liking: Liking;
  readonly #saveMarks: SaveMarks;

  constructor(options: FeedOptions) {
    this.#options = options;
    const { source, scroller, track, status, start, onWarning, onNothingPlays } = options;
    this.players = new FeedPlayers({
      ...options,
      articles: () => this.#list.articles,
      currentArticle: () => this.#currentArticle,
      onEnd: () => this.#goOn(),
    });
    this.#liking = new Liking({
      current: () => {
        const { reel } = this;
        const article = this.#currentArticle;
        return reel === undefined || article === undefined ? null : { reelId: reel.id, article };
      },
      onLike: () => options.onInteraction('like'),
      onDoubleTap: options.onDoubleTap,
      onSingleTap: () => this.controls.togglePlay(),
    });
    this.#saveMarks = new SaveMarks(start.isSavedFeed);
    this.#list = new FeedList({
      scroller,
      track,
      createArticle: (reel, index) => this.#createArticle(reel, index),
      end: new FeedEnd(options.endTemplate, start.isSavedFeed),
      onActivate: (index, activatedAtMs) => this.#enter(index, activatedAtMs),
    });
    this.#loading = new FeedLoading({
      source,
      scroller,
      status,
      ...start,
      onNothingPlays,
      onWarning,
      onReels: (reels, startIndex) => {
        const isGrowing = this.activeIndex !== -1;
        this.#list.setReels(reels, !source.hasMore, startIndex);
        for (const article of this.#list.articles) article.setTotal(source.total);
        // The current reel may have been the last one and now has a next neighbour.
        if (isGrowing) this.players.givePlayers(this.activeIndex, performance.now());
        // The current reel ended before the next one was loaded.
        if (this.players.video?.ended === true) this.#goOn();
      },
    });
  }

  get controls(): ViewerControls {
    return this.players.controls;
  }

  /** Index of the current reel; on the end card, of the last reel. */
  get activeIndex(): number {
    return Math.min(this.#list.activeIndex, this.#options.source.reels.length - 1);
  }

  get reel(): Reel | undefined {
    return this.#options.source.reels[this.activeIndex];
  }

  /** Loads what the viewer is about to need: the first page, or the next one near the end. */
  load(): Promise<void> {
    return this.#loading.load(this.activeIndex);
  }

  run(command: FeedCommand, atMs: number): void {
    const { scroller } = this.#options;
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
        return this.controls.togglePlay();
      case 'toggle-sound':
        return this.players.toggleSound();
      case 'like':
        return this.#liking.toggle();
      case 'seek-left':
      case 'seek-right':
        return this.controls.seekBy(
          (command === 'seek-right') === (getComputedStyle(scroller).direction === 'rtl') ? -1 : 1,
        );
      case 'retry':
        return this.players.retry();
    }
  }

  tap(tap: Tap): void {
    this.#liking.tap(tap);
  }

  /** Sets each reel's save state and the number of reels that can be played offline. */
  setSaveMarks(marks: ReadonlyMap<string, SaveMark>, savedCount: number): void {
    this.#saveMarks.set(marks, savedCount);
    for (const article of this.#list.articles) this.#saveMarks.show(article);
  }

  /** Retries failed loads when the network is back. */
  resume(): void {
    this.players.retryFailed();
    void this.load();
  }

  /** Retries failures that block the viewer. Called periodically, since no event reports a recovered origin or feed. */
  retryFailed(): void {
    const isLast = this.activeIndex === this.#options.source.reels.length - 1;
    if (isLast && this.#loading.isIncomplete) void this.load();
    this.players.retryFailed();
  }

  /** Moves on from a reel that has ended, once no sheet is open over it: closing one returns the focus to that reel. */
  #goOn(): void {
    const sheet = document.querySelector('dialog[open]');
    if (sheet === null) return this.#list.moveBy(1, performance.now());
    sheet.addEventListener('close', () => this.players.video?.ended === true && this.#goOn(), { once: true });
  }

  get #currentArticle(): ReelArticle | undefined {
    return this.#list.article(this.activeIndex);
  }

  #createArticle(reel: Reel, index: number): ReelArticle {
    const { template, source, pageUrl, playback } = this.#options;
    const posterUrl = reel.poster === null ? null : mediaUrl(reel.poster, source.origins[0], pageUrl);
    const { total } = source;
    const article: ReelArticle = new ReelArticle(template, {
      reel,
      index,
      place: source.placeOf(index),
      total,
      posterUrl,
      onPoster: (url) => playback.onLoaded({ url, range: null }),
      onSeek: (seconds) => this.controls.seek(seconds),
      onPoint: (seconds) => this.players.preview(article, seconds),
      onVolume: (volume) => this.players.setVolume(volume),
    });
    this.players.showSound(article);
    article.setLiked(this.#liking.isLiked(reel.id));
    this.#saveMarks.show(article);
    return article;
  }

  #enter(index: number, activatedAtMs: number): void {
    const reel = this.#options.source.reels[index];
    if (reel === undefined) return this.players.leave(activatedAtMs);
    this.#liking.forgetTap();
    this.players.enter(reel, index, activatedAtMs);
    afterPaint(() => {
      this.#options.onEnter(reel, index);
      void this.load();
    });
  }
}
