import { followMatches, MostVisible } from './most-visible.ts';
import { videoOf } from './video-of.ts';
import type { Warnings } from './warnings.ts';

export type IdOf = (element: HTMLElement) => string | number | null | undefined;

/** A subscriber to the reel that the viewer sees. */
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

/** Tracks elements that hold reels, and which of them the viewer sees. */
export class WatchedElements {
  /** When several watches cover an element, only the latest is notified. */
  readonly #watches = new Map<Element, readonly Watch[]>();
  readonly #visible = new MostVisible((element) => this.#show(this.#inspect(element), element));
  #seen: Seen | undefined;

  /**
   * Rechecks the visible element. It may stay in place and get another reel: its attributes change, its video loads
   * another file, or its player creates the video later. If neither the reel nor the video has changed, a reel that the
   * page has since shown itself stays shown.
   */
  readonly recheckVisible = () => {
    const { current } = this.#visible;
    if (current === undefined) return;
    const { watch, reel, video } = this.#inspect(current);
    const before = this.#seen;
    if (watch !== before?.watch || reel !== before?.reel || video !== before?.video)
      this.#show({ watch, reel, video }, current);
  };
  readonly #changes = new MutationObserver(this.recheckVisible);

  /** Until `signal` aborts. */
  constructor(
    readonly warnings: Warnings,
    readonly signal: AbortSignal,
  ) {
    signal.addEventListener('abort', () => {
      this.#changes.disconnect();
      this.#visible.close();
    });
  }

  /** Shows the visible element's reel if the new feed contains it. Otherwise the element has yet to be replaced. */
  showIfInFeed(): void {
    const { current } = this.#visible;
    if (current === undefined) return;
    const { watch, reel, video } = this.#inspect(current);
    if (reel !== null && reel !== undefined && watch?.isInFeed(reel)) this.#show({ watch, reel, video }, current);
  }

  /** Watches all elements that match, now or later. Returns a function that stops it. */
  addMatches(selector: string, watch: Watch): () => void {
    const stop = followMatches(
      selector,
      (element) => this.#add(element, watch),
      (element) => this.#remove(element, watch),
    );
    return () => {
      stop();
      // Another watch may cover the same element.
      this.recheckVisible();
    };
  }

  /** Returns a function that stops watching. */
  add(element: Element, watch: Watch): () => void {
    this.#add(element, watch);
    // The element may already be visible, with another reel.
    if (this.#visible.current === element) this.#show(this.#inspect(element), element);
    return () => this.#remove(element, watch);
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

  #inspect(element: Element): Seen {
    const watch = this.#watches.get(element)?.at(-1);
    return { watch, reel: reelIn(element, watch), video: videoOf(element) };
  }

  #show(seen: Seen, element: Element): void {
    const { watch, reel, video } = seen;
    this.#seen = seen;
    video?.addEventListener('loadstart', this.recheckVisible, { signal: this.signal });
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
