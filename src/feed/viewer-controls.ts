import type { PlayerPool } from '../player/player-pool.ts';
import type { Playback } from '../player/pool-listener.ts';
import type { ReelTracks, TrackWish } from '../player/track-choice.ts';
import type { InteractionAction } from '../shared/signals.ts';
import { readAdvanceSetting, writeAdvanceSetting } from './advance-setting.ts';
import { readLanguages, writeLanguages } from './language-setting.ts';

/** How far a key seeks back or forward. */
const seekStepSeconds = 2;

export type ControlEvents = {
  readonly onInteraction: (action: InteractionAction) => void;
  /** Called when the reel plays, pauses, seeks or changes speed. */
  readonly onPlayback: () => void;
};

type Feedback = {
  /** Called when the wanted languages change, since a paused reel reports no progress. */
  readonly onTracks: () => void;
  /** Called with a word about the viewer's last action; a lasting one stays until it is replaced. */
  readonly onFeedback: (text: string, isLasting: boolean) => void;
};

/** How fast a reel plays while the viewer holds the picture. */
const heldSpeed = 2;

/** How the viewer wants reels to play. A pause applies to one reel, speed and languages to all. */
export class ViewerControls {
  #isPaused = false;
  #speed = 1;
  #advances = readAdvanceSetting();
  #trackWish = readLanguages();

  constructor(
    readonly pool: PlayerPool,
    readonly events: ControlEvents & Feedback,
  ) {
    pool.setLooping(!this.#advances);
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get speed(): number {
    return this.#speed;
  }

  /** Whether the feed advances automatically when a reel ends. */
  get advances(): boolean {
    return this.#advances;
  }

  get trackWish(): TrackWish {
    return this.#trackWish;
  }

  get languages(): { readonly audio: string | null; readonly captions: string | null } {
    return { audio: this.#trackWish.audioLanguage, captions: this.#trackWish.captionsLanguage };
  }

  /** The tracks that the current reel offers. */
  get tracks(): ReelTracks {
    return this.pool.tracks;
  }

  get playback(): Playback {
    return this.pool.playback;
  }

  /** Clears the pause, as a reel starts or restarts. */
  clearPause(): void {
    this.#isPaused = false;
  }

  /** Pauses the reel as if the viewer had, so that the next tap plays it. */
  waitForPlay(): void {
    this.#isPaused = true;
    this.pool.setPlaying(false);
  }

  /** Toggles playback. A reel paused by the browser (headphones unplugged, a call) resumes on the first tap. */
  togglePlay(): void {
    this.#isPaused = !this.#isPaused && !this.pool.isStoppedByBrowser;
    this.pool.setPlaying(!this.#isPaused);
    this.events.onInteraction(this.#isPaused ? 'pause' : 'play');
  }

  setPlaying(wantsPlay: boolean): void {
    if (this.#isPaused === wantsPlay) this.togglePlay();
    // A reel that stops because its page is hidden is not marked as paused.
    else this.pool.setPlaying(wantsPlay);
  }

  seek(seconds: number): void {
    this.pool.seek(seconds);
    this.events.onInteraction('seek');
    this.events.onPlayback();
  }

  seekBy(steps: 1 | -1): void {
    this.seek(this.playback.positionSeconds + steps * seekStepSeconds);
    this.events.onFeedback(`${steps === 1 ? '+' : '−'}${seekStepSeconds} s`, false);
  }

  /** Plays faster while the viewer holds the picture. */
  hold(isHeld: boolean): void {
    this.pool.setSpeed(isHeld ? heldSpeed : this.#speed);
    this.events.onFeedback(isHeld ? `${heldSpeed}×` : '', true);
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
    this.pool.setSpeed(speed);
    this.events.onPlayback();
  }

  setAdvances(advances: boolean): void {
    this.#advances = advances;
    writeAdvanceSetting(advances);
    this.pool.setLooping(!advances);
  }

  setTracks(wish: TrackWish): void {
    this.#trackWish = wish;
    writeLanguages(wish);
    this.pool.setTracks(wish);
    this.events.onTracks();
  }
}
