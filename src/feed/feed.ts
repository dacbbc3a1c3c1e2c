import { afterPaint } from '../after-paint.ts';
import { wantedPlaces } from '../player/assignment.ts';
import type { FailureKind, SharedPlayback } from '../player/media-backend.ts';
import { type FrameCounts, type Playback, PlayerPool } from '../player/player-pool.ts';
import type { PlayerFigures } from '../player/player-figures.ts';
import { loadHlsLibrary } from '../player/hls-library.ts';
import type { Preview, PreviewSource } from '../player/preview.ts';
import { reelMedia } from '../player/reel-media.ts';
import { mediaUrl, type Reel } from '../shared/feed.ts';
import { FeedEnd } from './feed-end.ts';
import { FeedList } from './feed-list.ts';
import { FeedLoading, type FeedStart } from './feed-loading.ts';
import type { FeedSource } from './feed-source.ts';
import type { KeyCommand, PageCommand } from './key-commands.ts';
import type { PageStatus } from './page-status.ts';
import { Liking } from './liking.ts';
import { ReelArticle, type SaveMark } from './reel-article.ts';
import { ReelState } from './reel-state.ts';
import { ScrubPreview } from './scrub-preview.ts';
import { Sound } from './sound.ts';
import type { Tap } from './tap-reader.ts';
import { type ControlEvents, ViewerControls } from './viewer-controls.ts';

export type FeedCommand = Exclude<KeyCommand, PageCommand> | 'retry';

export type FeedOptions = ControlEvents & {
  readonly scroller: HTMLElement;
  readonly track: HTMLElement;
  readonly template: HTMLTemplateElement;
  readonly endTemplate: HTMLTemplateElement;
  readonly source: FeedSource;
  readonly status: PageStatus;
  readonly pageUrl: string;
  readonly playback: Omit<SharedPlayback, 'readTrackWish'>;
  readonly start: FeedStart;
  readonly onEnter: (reel: Reel, index: number) => void;
  readonly onProgress: (playback: Playback) => void;
  readonly onMoving: () => void;
  /** The viewer looks at something that does not play. */
  readonly onDeadEnd: () => void;
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
  #savedCount = 0;
  readonly #sound: Sound;
  readonly #state: ReelState;
  readonly #preview: ScrubPreview;
  #lastIndex = 0;
  #direction: 1 | -1 = 1;

  constructor(options: FeedOptions) {
    this.#options = options;
    const shared = { ...options.playback, readTrackWish: () => this.controls.trackWish };
    this.#pool = new PlayerPool(shared, {
      mount: (reelId, video) => this.#articleOf(reelId)?.mount(video),
      // A reel that the viewer paused does not move: its card goes as soon as there is a picture again.
      onFirstFrame: (reelId) => {
        if (this.controls.isPaused) this.#state.showFailure(reelId);
      },
      onMoving: (reelId) => {
        this.#state.showMoving(reelId);
        options.onMoving();
      },
      onProgress: (_reelId, playback) => this.#showProgress(playback),
      onPlayState: (_reelId, state) => {
        this.#state.showPlayState(state);
        options.onPlayback();
      },
      onLoop: () => options.onInteraction('loop'),
      onEnd: () => this.#list.moveBy(1, performance.now()),
      onError: (reelId, error) => {
        options.onWarning(error.message, error.cause);
        this.#state.showFailure(reelId);
      },
      onSoundRefused: () => this.#sound.refused(),
      onSpare: () => {
        for (const article of this.#list.articles) article.loadPoster();
      },
      onPlayRefused: () => {
        this.controls.waitForPlay();
        this.#state.showPlayState('paused');
      },
    });
    this.#state = new ReelState({
      articleOf: (reelId) => this.#articleOf(reelId),
      failureOf: (reelId) => this.#pool.failureOf(reelId),
      isPaused: () => this.controls.isPaused,
      onDeadEnd: options.onDeadEnd,
    });
    this.#preview = new ScrubPreview({ current: () => this.#pool.previewed, open: openPreview });
    this.controls = new ViewerControls(this.#pool, {
      ...options,
      onFeedback: (text, isLasting) => this.#currentArticle?.showFeedback(text, isLasting),
    });
    this.#liking = new Liking({
      current: () => {
        const { reel } = this;
        const article = this.#currentArticle;
        return reel === undefined || article === undefined ? null : { reelId: reel.id, article };
      },
      onLike: () => options.onInteraction('like'),
      onSingleTap: () => this.controls.togglePlay(),
    });
    this.#sound = new Sound(options.scroller, () => {
      this.#setSound();
      for (const article of this.#list.articles) article.setSound(this.#sound);
    });
    this.#setSound();
    this.#list = new FeedList({
      scroller: options.scroller,
      track: options.track,
      createArticle: (reel, index) => this.#createArticle(reel, index),
      end: new FeedEnd(options.endTemplate, options.start.isSavedFeed),
      onActivate: (index, activatedAtMs) => this.#enter(index, activatedAtMs),
    });
    const { source, scroller, status, onWarning } = options;
    this.#loading = new FeedLoading({
      source,
      scroller,
      status,
      ...options.start,
      onDeadEnd: options.onDeadEnd,
      onWarning,
      onReels: (reels, startIndex) => {
        const isGrowing = this.activeIndex !== -1;
        this.#list.setReels(reels, !source.hasMore, startIndex);
        for (const article of this.#list.articles) article.setTotal(source.total);
        // The reel on the screen may have been the last one.
        if (isGrowing) this.#givePlayers(this.activeIndex, performance.now());
      },
    });
  }

  /** The place of the current reel; at the feed's end it is the last one. */
  get activeIndex(): number {
    return Math.min(this.#list.activeIndex, this.#options.source.reels.length - 1);
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

  /** What is saved for offline, by reel, and how many reels can be played from there. */
  setSaveMarks(marks: ReadonlyMap<string, SaveMark>, savedCount: number): void {
    this.#saveMarks = marks;
    this.#savedCount = savedCount;
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
    const { offset, total } = source;
    const article: ReelArticle = new ReelArticle(template, {
      reel,
      index,
      offset,
      total,
      posterUrl,
      onSeek: (seconds) => this.controls.seek(seconds),
      onPoint: (seconds) => void this.#preview.show(article.scrubPicture, seconds),
      onVolume: (volume) => this.#sound.setVolume(volume),
    });
    article.setSound(this.#sound);
    article.setLiked(this.#liking.isLiked(reel.id));
    this.#markSaved(article);
    return article;
  }

  #enter(index: number, activatedAtMs: number): void {
    const reel = this.#options.source.reels[index];
    this.#preview.close();
    if (reel === undefined) {
      this.#state.leave();
      this.#pool.leave(activatedAtMs);
      return;
    }
    this.#direction = index >= this.#lastIndex ? 1 : -1;
    this.#lastIndex = index;
    this.controls.forgetPause();
    this.#liking.forgetTap();
    for (const article of this.#list.articles) article.setPlayState('idle');
    this.#givePlayers(index, activatedAtMs);
    this.#state.enter(reel.id);
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
    article.setSavedCount(this.#options.start.isSavedFeed ? 0 : this.#savedCount);
    article.setSaved(mark ?? { state: 'none', share: 0, label: 'Save for offline' });
  }

  #setSound(): void {
    this.#pool.setMuted(this.#sound.isMuted);
    this.#pool.setVolume(this.#sound.volume);
  }

  #toggleSound(): void {
    this.#sound.toggle();
    this.#options.onInteraction('mute');
  }

  /** The viewer asks for it, and wants to see it play. */
  #retry(): void {
    this.#state.retry();
    this.controls.forgetPause();
    this.#pool.retry();
    this.#pool.setPlaying(true);
  }

  #showProgress(playback: Playback): void {
    const { positionSeconds, durationSeconds } = playback;
    const article = this.#currentArticle;
    const { captions } = this.controls.tracks;
    const { captionsLanguage } = this.controls.trackWish;
    article?.setProgress(positionSeconds, durationSeconds);
    article?.setCaptions(
      captions.length > 0,
      captions.some(({ language }) => language === captionsLanguage),
    );
    this.#options.onProgress(playback);
  }
}

async function openPreview(source: PreviewSource): Promise<Preview> {
  const [{ Preview: Picture }, Hls] = await Promise.all([import('../player/preview.ts'), loadHlsLibrary()]);
  return new Picture(Hls, source);
}
