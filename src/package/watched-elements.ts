import { followMatches, MostVisible } from './most-visible.ts';
import { videoOf } from './video-of.ts';
import type { Warnings } from './warnings.ts';

export type IdOf = (element: HTMLElement) => string | number | null | undefined;

/** Elements that hold reels, and which of them the viewer sees. */
export class WatchedElements {
  readonly #idOf = new Map<Element, IdOf>();
  readonly #visible = new MostVisible((element) => this.#show(element));
  readonly #stops = new Set<() => void>();
  /** What was seen last. */
  #reel: ReturnType<IdOf>;
  #video: HTMLVideoElement | null = null;

  /**
   * An element may stay where it is and get another reel: its attributes change, or its video begins with another file. Or
   * its player makes the video later. Where neither has changed, what the page has shown itself since stays shown.
   */
  readonly lookAgain = () => {
    const { current } = this.#visible;
    if (current === undefined) return;
    if (this.#reelIn(current) !== this.#reel || videoOf(current) !== this.#video) this.#show(current);
  };
  readonly #changes = new MutationObserver(this.lookAgain);

  constructor(
    readonly onShow: (reel: string | number, video: HTMLVideoElement | null) => void,
    readonly warnings: Warnings,
  ) {}

  /** All that match now or later. Returns what ends it. */
  addMatches(selector: string, idOf: IdOf): () => void {
    const stop = followMatches(
      selector,
      (element) => this.#add(element, idOf),
      (element) => this.#remove(element),
    );
    this.#stops.add(stop);
    return () => {
      this.#stops.delete(stop);
      stop();
    };
  }

  /** Returns what ends it. */
  add(element: Element, reel: string | number): () => void {
    const idOf = () => reel;
    this.#add(element, idOf);
    // It may have been there before, with another reel.
    if (this.#visible.current === element) this.#show(element);
    return () => {
      if (this.#idOf.get(element) === idOf) this.#remove(element);
    };
  }

  close(): void {
    for (const stop of this.#stops) stop();
    this.#changes.disconnect();
    this.#visible.close();
  }

  #add(element: Element, idOf: IdOf): void {
    this.#idOf.set(element, idOf);
    this.#visible.add(element);
    this.#changes.observe(element, { attributes: true });
  }

  #remove(element: Element): void {
    this.#idOf.delete(element);
    this.#visible.remove(element);
  }

  #reelIn(element: Element): ReturnType<IdOf> {
    try {
      return element instanceof HTMLElement ? this.#idOf.get(element)?.(element) : undefined;
    } catch {
      return null;
    }
  }

  #show(element: Element): void {
    const reel = this.#reelIn(element);
    const video = videoOf(element);
    this.#reel = reel;
    this.#video = video;
    video?.addEventListener('loadstart', this.lookAgain);
    if (reel !== null && reel !== undefined) this.onShow(reel, video);
    else this.warnings.once('watch(): idOf() returned no id.', element);
  }
}
