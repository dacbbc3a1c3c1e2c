import type { Feed } from './feed/feed.ts';
import type { FeedSource } from './feed/feed-source.ts';
import { showHeart } from './feed/heart.ts';
import type { ExtraCommand } from './feed/key-commands.ts';
import { openKeys } from './feed/keys-dialog.ts';
import { connectMediaSession, showInMediaSession, showPosition } from './feed/media-session.ts';
import type { PageStatus } from './feed/page-status.ts';
import type { SaveMark } from './feed/reel-article.ts';
import { openReelMenu } from './feed/reel-menu.ts';
import { reelPageUrl, shareReel } from './feed/share.ts';
import type { Tap } from './feed/tap-reader.ts';
import { SavedClient, savedReelOf } from './offline/saved-client.ts';
import { describeStatus, shareDone } from './offline/saved-text.ts';
import { mediaUrl, type Reel } from './shared/feed.ts';
import type { SavedList, SavedStatus } from './shared/saved.ts';
import type { InteractionAction } from './shared/signals.ts';
import { placeFor } from './shared/tracks.ts';
import { workers } from './worker-client/workers.ts';

export type ExtrasOptions = {
  readonly feed: Feed;
  readonly source: FeedSource;
  readonly status: PageStatus;
  readonly pageUrl: string;
  readonly onInteraction: (action: InteractionAction) => void;
  /** Called with the number of fully saved reels. */
  readonly onSavedCount: (count: number) => void;
  readonly onWarning: (message: string, cause?: unknown) => void;
};

const saveCounts = [5, 10];

/** What a reel offers besides playing. Loaded after the first reel has started, or on first use. */
export class ReelExtras {
  /** Null if the browser has no service workers, which save the reels. */
  readonly #saved: SavedClient | null;
  readonly #hasMediaSession = 'mediaSession' in navigator;
  /** The language of the captions that were last switched off. */
  #captionsLanguage: string | null = null;

  constructor(readonly options: ExtrasOptions) {
    const { feed } = options;
    const { controls } = feed;
    this.#saved = workers() === undefined ? null : new SavedClient((list) => this.#showSaved(list));
    void this.#saved?.refresh();
    if (!this.#hasMediaSession) return;
    connectMediaSession({
      setPlaying: (wantsPlay) => controls.setPlaying(wantsPlay),
      step: (steps) => feed.run(steps === 1 ? 'next' : 'previous', performance.now()),
      seek: (seconds) => controls.seek(seconds),
      readPlayback: () => controls.playback,
    });
    this.enter();
  }

  /** Shows the new current reel in the media session. */
  enter(): void {
    const { reel } = this.options.feed;
    if (reel === undefined || !this.#hasMediaSession) return;
    const posterUrl = reel.poster === null ? null : this.#urlOf(reel.poster);
    showInMediaSession({ title: reel.title || 'Untitled reel', author: reel.author, posterUrl });
    this.notePlayback();
  }

  notePlayback(): void {
    const { playback, speed } = this.options.feed.controls;
    if (this.#hasMediaSession) showPosition(playback, speed);
  }

  /** Shows a heart that rises from a double tap. */
  showHeart(card: HTMLElement, tap: Tap): void {
    showHeart(card, tap);
  }

  run(command: ExtraCommand): void {
    const { reel } = this.options.feed;
    if (command === 'show-keys') return openKeys();
    if (command === 'toggle-fullscreen') return void this.#toggleFullscreen();
    if (reel === undefined) return;
    if (command === 'share') void this.#share(reel);
    else if (command === 'save') void this.#toggleSaved(reel);
    else if (command === 'toggle-captions') this.#toggleCaptions();
    else this.#openMenu(reel);
  }

  async #share({ id, title }: Reel): Promise<void> {
    const { status, pageUrl, onInteraction, onWarning } = this.options;
    try {
      const outcome = await shareReel(title, reelPageUrl(id, pageUrl));
      if (outcome !== null) onInteraction('share');
      if (outcome === 'copied') status.showBriefly('Link copied');
    } catch (cause) {
      onWarning('Sharing failed.', cause);
      status.showBriefly('This browser does not share or copy links');
    }
  }

  /** Saves, pauses, resumes, or says where the reel can be removed. */
  async #toggleSaved(reel: Reel): Promise<void> {
    const { status } = this.options;
    const known = this.#saved?.list?.reels.find((one) => one.reel.id === reel.id);
    if (known === undefined) return this.#save([reel]);
    if (known.state === 'saved') {
      status.showBriefly('Saved for offline. Find it under “Saved” at the top');
      return;
    }
    await this.#saved?.order(known.state === 'saving' ? 'pause' : 'resume', [reel.id]);
    status.showBriefly(known.state === 'saving' ? 'Saving paused' : 'Saving resumed');
  }

  async #save(reels: readonly Reel[]): Promise<void> {
    const { status, onInteraction } = this.options;
    const wanted = reels.map((reel) => savedReelOf(reel, (path) => this.#urlOf(path)));
    const isAccepted = (await this.#saved?.save(wanted)) === true;
    if (isAccepted) onInteraction('save');
    if (!isAccepted) status.showBriefly('This reel could not be saved in this browser');
    else status.showBriefly(reels.length === 1 ? 'Saving for offline' : `Saving ${reels.length} reels for offline`);
  }

  #toggleCaptions(): void {
    const { feed, status } = this.options;
    const { controls } = feed;
    const { captions } = controls.tracks;
    if (captions.length === 0) {
      status.showBriefly('This reel has no captions');
      return;
    }
    const inLanguage = (wanted: string | null) => captions[placeFor(captions, wanted)];
    const chosen = inLanguage(controls.trackWish.captionsLanguage);
    if (chosen !== undefined) this.#captionsLanguage = chosen.language;
    const next = inLanguage(this.#captionsLanguage) ?? inLanguage(navigator.language) ?? captions[0];
    const captionsLanguage = chosen === undefined ? (next?.language ?? null) : null;
    controls.setTracks({ ...controls.trackWish, captionsLanguage });
    status.showBriefly(captionsLanguage === null ? 'Captions off' : `Captions: ${next?.label ?? ''}`);
  }

  #openMenu(reel: Reel): void {
    const { feed, source } = this.options;
    const { controls } = feed;
    const { video } = feed.players;
    const hasPicture = document.pictureInPictureEnabled && video !== null;
    const upcoming = (count: number) => source.reels.slice(feed.activeIndex, feed.activeIndex + count);
    const most = upcoming(Math.max(...saveCounts)).length;
    openReelMenu(
      {
        title: reel.title,
        speed: controls.speed,
        tracks: controls.tracks,
        wish: controls.trackWish,
        advances: controls.advances,
        pictureInPicture: hasPicture ? (document.pictureInPictureElement === video ? 'on' : 'off') : null,
        saveCounts: this.#saved === null ? [] : saveCounts.filter((count) => count <= most),
      },
      {
        setSpeed: (speed) => controls.setSpeed(speed),
        setWish: (wish) => controls.setTracks(wish),
        setAdvances: (advances) => controls.setAdvances(advances),
        togglePictureInPicture: () => void this.#togglePictureInPicture(),
        saveNext: (count) => void this.#save(upcoming(count)),
      },
    );
  }

  async #toggleFullscreen(): Promise<void> {
    const { status, onWarning } = this.options;
    try {
      if (document.fullscreenElement !== null) await document.exitFullscreen();
      else await document.documentElement.requestFullscreen();
    } catch (cause) {
      onWarning('Full screen failed.', cause);
      status.showBriefly('Full screen is not available here');
    }
  }

  async #togglePictureInPicture(): Promise<void> {
    const { feed, status, onWarning } = this.options;
    try {
      if (document.pictureInPictureElement !== null) await document.exitPictureInPicture();
      else await feed.players.video?.requestPictureInPicture();
    } catch (cause) {
      onWarning('Picture in picture failed.', cause);
      status.showBriefly('Picture-in-picture is not available here');
    }
  }

  #showSaved({ reels }: SavedList): void {
    const count = reels.filter(({ state }) => state === 'saved').length;
    this.options.feed.setSaveMarks(new Map(reels.map((status) => [status.reel.id, markOf(status)])), count);
    this.options.onSavedCount(count);
  }

  #urlOf(path: string): string {
    return mediaUrl(path, this.options.source.origins[0], this.options.pageUrl);
  }
}

function markOf(status: SavedStatus): SaveMark {
  const { state } = status;
  const label = state === 'saved' ? 'Saved for offline' : describeStatus(status);
  return { state, share: shareDone(status), label };
}
