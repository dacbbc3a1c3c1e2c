import { wantedPlaces } from '../player/assignment.ts';
import { loadHlsLibrary } from '../player/hls-library.ts';
import type { FailureKind, SharedPlayback } from '../player/media-backend.ts';
import type { PlayerFigures } from '../player/player-figures.ts';
import { PlayerPool } from '../player/player-pool.ts';
import type { Playback } from '../player/pool-listener.ts';
import type { Preview, PreviewSource } from '../player/preview.ts';
import { reelMedia } from '../player/reel-media.ts';
import type { Reel } from '../shared/feed.ts';
import { placeFor } from '../shared/tracks.ts';
import type { FeedSource } from './feed-source.ts';
import type { ReelArticle } from './reel-article.ts';
import { ReelState } from './reel-state.ts';
import { ScrubPreview } from './scrub-preview.ts';
import { Sound } from './sound.ts';
import { type ControlEvents, ViewerControls } from './viewer-controls.ts';

export type FeedPlayersEvents = ControlEvents & {
  readonly onProgress: (reelId: string, playback: Playback) => void;
  readonly onMoving: () => void;
  /** Called when the viewer faces something that does not play. */
  readonly onNothingPlays: () => void;
  readonly onWarning: (message: string, cause?: unknown) => void;
};

export type FeedPlayersOptions = FeedPlayersEvents & {
  readonly scroller: HTMLElement;
  readonly source: FeedSource;
  readonly pageUrl: string;
  readonly playback: Omit<SharedPlayback, 'readTrackWish'>;
  /** The articles in the document. */
  readonly articles: () => Iterable<ReelArticle>;
  readonly currentArticle: () => ReelArticle | undefined;
  /** Called when the current reel has ended and the viewer wants the feed to advance automatically. */
  readonly onEnd: () => void;
};

/** Owns the feed's players and shows their state on the articles. */
export class FeedPlayers {
  readonly controls: ViewerControls;
  readonly #options: FeedPlayersOptions;
  readonly #pool: PlayerPool;
  readonly #state: ReelState;
  readonly #preview: ScrubPreview;
  readonly #sound: Sound;
  #lastIndex = 0;
  #direction: 1 | -1 = 1;

  constructor(options: FeedPlayersOptions) {
    this.#options = options;
    const shared = { ...options.playback, readTrackWish: () => this.controls.trackWish };
    this.#pool = new PlayerPool(shared, {
      mount: (reelId, video) => this.#articleOf(reelId)?.mount(video),
      // A paused reel never starts moving, so its error card is hidden once it has a picture again.
      onFirstFrame: (reelId) => {
        if (this.controls.isPaused) this.#state.showFailure(reelId);
      },
      onMoving: (reelId) => {
        this.#state.showMoving(reelId);
        options.onMoving();
      },
      onProgress: (reelId, playback) => this.#showProgress(reelId, playback),
      onPlayState: (_reelId, state) => {
        this.#state.showPlayState(state);
        options.onPlayback();
      },
      onEnd: options.onEnd,
      onError: (reelId, error) => {
        options.onWarning(error.message, error.cause);
        this.#state.showFailure(reelId);
      },
      onSoundRefused: () => this.#sound.muteUntilGesture(),
      onLinkFree: () => {
        for (const article of options.articles()) article.loadPoster();
      },
      onPlayRefused: () => {
        this.controls.waitForPlay();
        this.#state.showPlayState('paused');
      },
    });
    this.#state = new ReelState({
      articleOf: (reelId) => this.#articleOf(reelId),
      failureOf: (reelId) => this.#pool.failureOf(reelId),
      isPaused: () => this.controls.isPaused || this.#pool.isStoppedByBrowser,
      onNothingPlays: options.onNothingPlays,
    });
    this.#preview = new ScrubPreview({ current: () => this.#pool.previewed, open: openPreview });
    this.controls = new ViewerControls(this.#pool, {
      ...options,
      onTracks: () => this.#showCaptions(),
      onFeedback: (text, isLasting) => options.currentArticle()?.showFeedback(text, isLasting),
    });
    this.#sound = new Sound(options.scroller, () => {
      this.#applySound();
      for (const article of options.articles()) this.showSound(article);
    });
    this.#applySound();
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

  get figures(): PlayerFigures[] {
    return this.#pool.players;
  }

  get isLinkFree(): boolean {
    return this.#pool.isLinkFree;
  }

  /** Makes the reel at this index the current one. */
  enter({ id }: Reel, index: number, activatedAtMs: number): void {
    this.#preview.close();
    this.#direction = index >= this.#lastIndex ? 1 : -1;
    this.#lastIndex = index;
    this.controls.clearPause();
    for (const article of this.#options.articles()) article.setPlayState('idle');
    this.givePlayers(index, activatedAtMs);
    this.#state.enter(id);
  }

  /** Leaves the current reel without entering another one. */
  leave(leftAtMs: number): void {
    this.#preview.close();
    this.#state.leave();
    this.#pool.leave(leftAtMs);
  }

  /** Gives players to the reel at this index and to its neighbours. */
  givePlayers(index: number, activatedAtMs: number): void {
    const { source, pageUrl } = this.#options;
    const { reels, origins } = source;
    const [current, ...neighbours] = wantedPlaces(index, reels.length, this.#direction).flatMap((place) => {
      const reel = reels[place];
      return reel === undefined ? [] : [reelMedia(reel, origins, pageUrl)];
    });
    if (current !== undefined) this.#pool.show(current, neighbours, activatedAtMs);
  }

  setVisible(isVisible: boolean): void {
    this.#pool.setVisible(isVisible);
  }

  toggleSound(): void {
    this.#sound.toggle();
    this.#options.onInteraction('mute');
  }

  setVolume(volume: number): void {
    this.#sound.setVolume(volume);
  }

  showSound(article: ReelArticle): void {
    article.setSound(this.#sound);
  }

  /** Shows the frame at the pointer's time; null hides it once the pointer has left the bar. */
  preview(article: ReelArticle, seconds: number | null): void {
    void this.#preview.show(article.scrubPicture, seconds);
  }

  /** Retries the current reel on the viewer's request and plays it. */
  retry(): void {
    this.#state.retry();
    this.controls.clearPause();
    this.#pool.retry();
    this.#pool.setPlaying(true);
  }

  /** Retries failed reels automatically; an error card stays until its reel moves. */
  retryFailed(): void {
    this.#pool.retryFailed();
  }

  /** Reloads the current reel in its player. */
  restart(): void {
    this.#pool.retry();
  }

  #articleOf(reelId: string): ReelArticle | undefined {
    return [...this.#options.articles()].find((article) => article.reelId === reelId);
  }

  #applySound(): void {
    this.#pool.setMuted(this.#sound.isMuted);
    this.#pool.setVolume(this.#sound.volume);
  }

  #showProgress(reelId: string, playback: Playback): void {
    const { positionSeconds, durationSeconds } = playback;
    this.#options.currentArticle()?.setProgress(positionSeconds, durationSeconds);
    this.#showCaptions();
    this.#options.onProgress(reelId, playback);
  }

  #showCaptions(): void {
    const { tracks, trackWish } = this.controls;
    const place = placeFor(tracks.captions, trackWish.captionsLanguage);
    this.#options.currentArticle()?.setCaptions(tracks.captions.length > 0, place !== -1);
  }
}

async function openPreview(source: PreviewSource, seconds: number): Promise<Preview> {
  const [{ Preview: Picture }, { Hls }] = await Promise.all([import('../player/preview.ts'), loadHlsLibrary()]);
  return new Picture(Hls, source, seconds);
}
