import type { PlayerPool } from '../player/player-pool.ts';
import type { Playback } from '../player/pool-listener.ts';
import type { ReelTracks, TrackWish } from '../player/track-choice.ts';
import type { InteractionAction } from '../shared/signals.ts';
import { keepAdvanceSetting, readAdvanceSetting } from './advance-setting.ts';
import { keepLanguages, readLanguages } from './language-setting.ts';

/** How far a key goes back or forward. */
const seekStepSeconds = 2;

export type ControlEvents = {
  readonly onInteraction: (action: InteractionAction) => void;
  /** It plays, pauses, or is somewhere else in the reel. */
  readonly onPlayback: () => void;
};

type Feedback = {
  /** Other languages are wanted. A paused reel tells of nothing else. */
  readonly onTracks: () => void;
  /** A word on the picture about what the viewer did; a lasting one stands until it is taken away. */
  readonly onFeedback: (text: string, isLasting: boolean) => void;
};

/** How fast a reel plays while a finger holds it. */
const heldSpeed = 2;

/** How the viewer wants reels to play. A pause is of one reel; speed and languages go with the viewer. */
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

  /** The next reel comes by itself when one has ended. */
  get advances(): boolean {
    return this.#advances;
  }

  get trackWish(): TrackWish {
    return this.#trackWish;
  }

  get languages(): { readonly audio: string | null; readonly captions: string | null } {
    return { audio: this.#trackWish.audioLanguage, captions: this.#trackWish.captionsLanguage };
  }

  /** What the current reel has to choose from. */
  get tracks(): ReelTracks {
    return this.pool.tracks;
  }

  get playback(): Playback {
    return this.pool.playback;
  }

  /** A reel begins, or begins anew. */
  forgetPause(): void {
    this.#isPaused = false;
  }

  /** The reel stands as if the viewer had paused it: the next tap plays it. */
  waitForPlay(): void {
    this.#isPaused = true;
    this.pool.setPlaying(false);
  }

  /** What the browser has paused by itself (headphones that are pulled out, a call) plays on at the first tap. */
  togglePlay(): void {
    this.#isPaused = !this.#isPaused && !this.pool.isStoppedByBrowser;
    this.pool.setPlaying(!this.#isPaused);
    this.events.onInteraction(this.#isPaused ? 'pause' : 'play');
  }

  setPlaying(wantsPlay: boolean): void {
    if (this.#isPaused === wantsPlay) this.togglePlay();
    // A hidden page stands still without being paused.
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

  /** A finger rests on the picture. */
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
    keepAdvanceSetting(advances);
    this.pool.setLooping(!advances);
  }

  setTracks(wish: TrackWish): void {
    this.#trackWish = wish;
    keepLanguages(wish);
    this.pool.setTracks(wish);
    this.events.onTracks();
  }
}
