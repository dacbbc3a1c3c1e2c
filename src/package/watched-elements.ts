import { followMatches, MostVisible } from './most-visible.ts';
import { videoOf } from './video-of.ts';
import type { Warnings } from './warnings.ts';

export type IdOf = (element: HTMLElement) => string | number | null | undefined;

/** Somebody who wants to know which reel the viewer sees. */
export type Watch = {
  readonly idOf: IdOf;
  readonly isInFeed: (reel: string | number) => boolean;
  readonly onShow: (reel: string | number, video: HTMLVideoElement | null) => void;
};

type Seen = {
  readonly watch: Watch | undefined;
  readonly reel: ReturnType<IdOf>;
  readonly video: HTMLVideoElement | null;
};

/** Elements that hold reels, and which of them the viewer sees. */
export class WatchedElements {
  /** Of those who watch an element the latest is told. */
  readonly #watches = new Map<Element, readonly Watch[]>();
  readonly #visible = new MostVisible((element) => this.#show(this.#look(element), element));
  #seen: Seen | undefined;

  /**
   * An element may stay where it is and get another reel: its attributes change, or its video begins with another file. Or
   * its player makes the video later. Where neither has changed, what the page has shown itself since stays shown.
   */
  readonly lookAgain = () => {
    const { current } = this.#visible;
    if (current === undefined) return;
    const { watch, reel, video } = this.#look(current);
    const before = this.#seen;
    if (watch !== before?.watch || reel !== before?.reel || video !== before?.video)
      this.#show({ watch, reel, video }, current);
  };
  readonly #changes = new MutationObserver(this.lookAgain);

  constructor(readonly warnings: Warnings) {}

  /** What has stayed in the window may be of the feed that has come. What is not has yet to be replaced. */
  lookAnew(): void {
    const { current } = this.#visible;
    if (current === undefined) return;
    const { watch, reel, video } = this.#look(current);
    if (reel !== null && reel !== undefined && watch?.isInFeed(reel)) this.#show({ watch, reel, video }, current);
  }

  /** All that match now or later. Returns what ends it. */
  addMatches(selector: string, watch: Watch): () => void {
    const stop = followMatches(
      selector,
      (element) => this.#add(element, watch),
      (element) => this.#remove(element, watch),
    );
    return () => {
      stop();
      // Somebody else may have watched the same before.
      this.lookAgain();
    };
  }

  /** Returns what ends it. */
  add(element: Element, watch: Watch): () => void {
    this.#add(element, watch);
    // It may have been there before, with another reel.
    if (this.#visible.current === element) this.#show(this.#look(element), element);
    return () => this.#remove(element, watch);
  }

  close(): void {
    this.#changes.disconnect();
    this.#visible.close();
  }

  #add(element: Element, watch: Watch): void {
    this.#watches.set(element, [...(this.#watches.get(element) ?? []), watch]);
    this.#visible.add(element);
    this.#changes.observe(element, { attributes: true });
  }

  #remove(element: Element, watch: Watch): void {
    const others = this.#watches.get(element)?.filter((one) => one !== watch) ?? [];
    if (others.length > 0) {
      this.#watches.set(element, others);
      return;
    }
    this.#watches.delete(element);
    this.#visible.remove(element);
  }

  #look(element: Element): Seen {
    const watch = this.#watches.get(element)?.at(-1);
    return { watch, reel: reelIn(element, watch), video: videoOf(element) };
  }

  #show(seen: Seen, element: Element): void {
    const { watch, reel, video } = seen;
    this.#seen = seen;
    video?.addEventListener('loadstart', this.lookAgain);
    if (reel !== null && reel !== undefined) watch?.onShow(reel, video);
    else this.warnings.once('watch(): idOf() returned no id.', element);
  }
}

function reelIn(element: Element, watch: Watch | undefined): ReturnType<IdOf> {
  try {
    return element instanceof HTMLElement ? watch?.idOf(element) : undefined;
  } catch {
    return null;
  }
}
