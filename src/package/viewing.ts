import type { InteractionAction, Signal } from '../shared/signals.ts';
import { InteractionTracker } from '../tracker/interaction-tracker.ts';
import type { Place } from './callers.ts';
import type { Interaction } from './nextreel.ts';
import { PlaybackMeasures } from './playback-measures.ts';

export type ViewingParts = {
  /** The viewer's position now. */
  readonly place: () => Place | undefined;
  readonly send: (signal: Signal) => void;
  readonly signal: AbortSignal;
};

/** A site pauses the reel that the viewer swipes away from; only a pause that outlasts this is the viewer's own. */
const ownPauseMs = 1000;
/** A smaller step is the player's: it skips a gap, or starts at the first frame. */
const seekSeconds = 1;

const interactions: ReadonlySet<unknown> = new Set<Interaction>(['like', 'share', 'save', 'mute']);

/** Follows how the viewer watches the shown reels: for the worker's model of the viewer, and in User Timing. */
export class Viewing {
  readonly #parts: ViewingParts;
  readonly #measures: PlaybackMeasures;
  readonly #followed = new WeakSet<HTMLVideoElement>();
  #tracker: InteractionTracker;

  constructor(parts: ViewingParts) {
    this.#parts = parts;
    this.#measures = new PlaybackMeasures(parts.signal);
    this.#tracker = this.#newTracker();
  }

  /** Call when the viewer arrives at a reel: `atMs` is the wall-clock time, `pageMs` the one of `performance.now()`. */
  enter({ index, reel, video }: Place, atMs: number, pageMs: number): void {
    this.#tracker.enter({ reelId: reel.id, index, durationSeconds: reel.durationSeconds }, atMs);
    if (video !== null) this.#measures.show(reel.id, video, pageMs);
  }

  /** Follows the playback of a video. A page may show many reels in one element. */
  follow(video: HTMLVideoElement): void {
    if (this.#followed.has(video)) return;
    this.#followed.add(video);
    let lastSeconds = video.currentTime;
    const reelIn = () => {
      const place = this.#parts.place();
      return place?.video === video ? place.reel.id : undefined;
    };
    const { signal } = this.#parts;
    const on = (type: string, listener: () => void) => video.addEventListener(type, listener, { signal });
    on('timeupdate', () => {
      if (!video.seeking) lastSeconds = video.currentTime;
      const reelId = reelIn();
      if (reelId === undefined) return;
      const isUnseen = document.hidden && !document.pictureInPictureElement;
      if (video.seeking || isUnseen) this.#tracker.jump();
      else this.#tracker.progress(reelId, video.currentTime, video.duration);
    });
    on('seeking', () => {
      if (reelIn() === undefined) return;
      this.#tracker.jump();
      // A loop or a restart goes back to the beginning.
      const isOwn = video.currentTime > seekSeconds && Math.abs(video.currentTime - lastSeconds) > seekSeconds;
      if (isOwn && lastSeconds > 0) this.#interact('seek');
    });
    on('emptied', () => (lastSeconds = 0));
    on('pause', () => {
      const reelId = reelIn();
      if (reelId === undefined || video.ended) return;
      setTimeout(() => {
        if (video.paused && !document.hidden && reelIn() === reelId) this.#interact('pause');
      }, ownPauseMs);
    });
  }

  /** Notes what the viewer has done with the shown reel. False if it is not one of the known interactions. */
  note(interaction: Interaction): boolean {
    if (!interactions.has(interaction)) return false;
    this.#interact(interaction);
    return true;
  }

  /** Forgets the viewer: another one continues on this page. */
  forget(): void {
    this.#tracker = this.#newTracker();
  }

  #interact(action: InteractionAction): void {
    this.#tracker.interact(action, Date.now());
  }

  #newTracker(): InteractionTracker {
    return new InteractionTracker(this.#parts.send);
  }
}
