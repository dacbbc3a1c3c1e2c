import { afterPaint } from '../after-paint.ts';
import { wantedPlaces } from '../player/assignment.ts';
import type { FailureKind, SharedPlayback } from '../player/media-backend.ts';
import { type FrameCounts, type Playback, PlayerPool } from '../player/player-pool.ts';
import type { PlayerFigures } from '../player/player-figures.ts';
import { reelMedia } from '../player/reel-media.ts';
import { mediaUrl, type Reel } from '../shared/feed.ts';
import { describeFailure } from './failure-text.ts';
import { FeedList } from './feed-list.ts';
import { FeedLoading, type FeedStart } from './feed-loading.ts';
import type { FeedSource } from './feed-source.ts';
import type { KeyCommand, PageCommand } from './key-commands.ts';
import type { PageStatus } from './page-status.ts';
import { Liking } from './liking.ts';
import { ReelArticle, type SaveMark } from './reel-article.ts';
import { Sound } from './sound.ts';
import type { Tap } from './tap-reader.ts';
import { type ControlEvents, ViewerControls } from './viewer-controls.ts';

export type FeedCommand = Exclude<KeyCommand, PageCommand> | 'retry';

export type FeedOptions = ControlEvents & {
  readonly scroller: HTMLElement;
  readonly track: HTMLElement;
  readonly template: HTMLTemplateElement;
  readonly source: FeedSource;
  readonly status: PageStatus;
  readonly pageUrl: string;
  readonly playback: Omit<SharedPlayback, 'readTrackWish'>;
  readonly start: FeedStart;
  readonly onEnter: (reel: Reel, index: number) => void;
  readonly onProgress: (playback: Playback) => void;
  readonly onMoving: () => void;
  readonly onWarning: (message: string, cause?: unknown) => void;
};

/** The feed: joins the pages, the list that the viewer swipes and the players. */
export class Feed {
  readonly controls: ViewerControls;
  readonly #options: FeedOptions;
  readonly #list: FeedList;
  readonly #loading: FeedLoading;
  readonly #pool: PlayerPool;
  readonly #liking: Liking;
  #saveMarks: ReadonlyMap<string, SaveMark> = new Map();
  readonly #sound: Sound;
  #lastIndex = 0;
  #direction: 1 | -1 = 1;

  constructor(options: FeedOptions) {
    this.#options = options;
    const shared = { ...options.playback, readTrackWish: () => this.controls.trackWish };
    this.#pool = new PlayerPool(shared, {
      mount: (reelId, video) => this.#articleOf(reelId)?.mount(video),
      // A reel that the viewer paused does not move: its card goes as soon as there is a picture again.
      onFirstFrame: (reelId) => {
        if (this.controls.isPaused) this.#showFailureOf(reelId);
      },
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
      onSoundRefused: () => this.#sound.refused(),
    });
    this.controls = new ViewerControls(this.#pool, options);
    this.#liking = new Liking({
      current: () => {
        const { reel } = this;
        const article = this.#currentArticle;
        return reel === undefined || article === undefined ? null : { reelId: reel.id, article };
      },
      onLike: () => options.onInteraction('like'),
      onSingleTap: () => this.controls.togglePlay(),
    });
    this.#sound = new Sound(options.scroller, (isMuted) => {
      this.#pool.setMuted(isMuted);
      for (const article of this.#list.articles) article.setMuted(isMuted);
    });
    this.#pool.setMuted(this.#sound.isMuted);
    this.#list = new FeedList({
      scroller: options.scroller,
      track: options.track,
      createArticle: (reel, index) => this.#createArticle(reel, index),
      onActivate: (index, activatedAtMs) => this.#enter(index, activatedAtMs),
    });
    const { source, scroller, status, onWarning } = options;
    this.#loading = new FeedLoading({
      source,
      scroller,
      status,
      ...options.start,
      onWarning,
      onReels: (reels, startIndex) => {
        const isGrowing = this.activeIndex !== -1;
        this.#list.setReels(reels, startIndex);
        for (const article of this.#list.articles) article.setTotal(source.total);
        // The reel on the screen may have been the last one.
        if (isGrowing) this.#givePlayers(this.activeIndex, performance.now());
      },
    });
  }

  get activeIndex(): number {
    return this.#list.activeIndex;
  }

  get reel(): Reel | undefined {
    return this.#options.source.reels[this.activeIndex];
  }

  /** The video of the current reel. */
  get video(): HTMLVideoElement | null {
    return this.#pool.video;
  }

  videoOf(reelId: string): HTMLVideoElement | undefined {
    return this.#pool.videoOf(reelId);
  }

  failureOf(reelId: string): FailureKind | null {
    return this.#pool.failureOf(reelId)?.kind ?? null;
  }

  get players(): PlayerFigures[] {
    return this.#pool.players;
  }

  get frames(): FrameCounts {
    return this.#pool.frames;
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
        return this.#toggleSound();
      case 'like':
        return this.#liking.toggle();
      case 'seek-left':
      case 'seek-right':
        return this.controls.seekBy(
          (command === 'seek-right') === (getComputedStyle(scroller).direction === 'rtl') ? -1 : 1,
        );
      case 'retry':
        return this.#retry();
    }
  }

  tap(tap: Tap): void {
    this.#liking.tap(tap);
  }

  /** What is saved for offline, by reel. */
  setSaveMarks(marks: ReadonlyMap<string, SaveMark>): void {
    this.#saveMarks = marks;
    for (const article of this.#list.articles) this.#markSaved(article);
  }

  setVisible(isVisible: boolean): void {
    this.#pool.setVisible(isVisible);
  }

  /** The network is back: what failed for want of it is tried again. */
  resume(): void {
    this.#pool.heal();
    void this.load();
  }

  /** Origins come back without telling. What failed is tried again now and then, and its card stays until it moves. */
  heal(): void {
    const { reel } = this;
    if (reel === undefined) void this.load();
    else this.#pool.heal();
  }

  /** Makes the current reel's player anew. */
  restart(): void {
    this.#pool.retry();
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
    if (posterUrl !== null) this.#options.playback.onLoaded({ url: posterUrl, range: null });
    const onSeek = (seconds: number) => this.controls.seek(seconds);
    const article = new ReelArticle(template, {
      reel,
      index,
      offset: source.offset,
      total: source.total,
      posterUrl,
      onSeek,
    });
    article.setMuted(this.#sound.isMuted);
    article.setLiked(this.#liking.isLiked(reel.id));
    this.#markSaved(article);
    return article;
  }

  #enter(index: number, activatedAtMs: number): void {
    const reel = this.#options.source.reels[index];
    if (reel === undefined) return;
    this.#direction = index >= this.#lastIndex ? 1 : -1;
    this.#lastIndex = index;
    this.controls.forgetPause();
    this.#liking.forgetTap();
    for (const article of this.#list.articles) article.setPlayState('idle');
    this.#givePlayers(index, activatedAtMs);
    this.#showFailureOf(reel.id);
    afterPaint(() => {
      this.#options.onEnter(reel, index);
      void this.load();
    });
  }

  /** The reel at this place has a player, and so have its neighbours. */
  #givePlayers(index: number, activatedAtMs: number): void {
    const { source, pageUrl } = this.#options;
    const { reels, origins } = source;
    const [current, ...neighbours] = wantedPlaces(index, reels.length, this.#direction).flatMap((place) => {
      const reel = reels[place];
      return reel === undefined ? [] : [reelMedia(reel, origins, pageUrl)];
    });
    if (current !== undefined) this.#pool.show(current, neighbours, activatedAtMs);
  }

  #markSaved(article: ReelArticle): void {
    const mark = this.#saveMarks.get(article.element.dataset['reelId'] ?? '');
    article.setSaved(mark ?? { state: 'none', share: 0, label: 'Save for offline' });
  }

  #toggleSound(): void {
    this.#sound.toggle();
    this.#options.onInteraction('mute');
  }

  /** The viewer asks for it, and wants to see it play. */
  #retry(): void {
    this.#currentArticle?.hideError();
    this.controls.forgetPause();
    this.#pool.retry();
    this.#pool.setPlaying(true);
  }

  #showPlayState(state: 'playing' | 'paused' | 'waiting'): void {
    this.#currentArticle?.setPlayState(state === 'paused' && !this.controls.isPaused ? 'idle' : state);
    this.#options.onPlayback();
  }

  #showProgress(playback: Playback): void {
    const { positionSeconds, durationSeconds } = playback;
    this.#currentArticle?.setProgress(positionSeconds, durationSeconds);
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
}
