import { afterPaint } from '../after-paint.ts';
import type { Reel } from '../shared/feed.ts';
import { articleWindow, clampIndex, indexAtScroll } from './article-window.ts';
import type { ReelArticle } from './reel-article.ts';
import { Slide } from './slide.ts';
import { SnapStops } from './snap-stops.ts';
import { readWheel, restingWheel, wheelDeltaPx } from './wheel-gesture.ts';

/** An item of the list: a reel, or the end card after the last one. */
export type FeedItem = {
  readonly element: HTMLElement;
  /** The part that is animated on a swipe. */
  readonly card: HTMLElement;
  setCurrent(isCurrent: boolean): void;
  focus(): void;
};

export type FeedListOptions = {
  readonly scroller: HTMLElement;
  readonly track: HTMLElement;
  readonly createArticle: (reel: Reel, index: number) => ReelArticle;
  /** The end card, added to the list once the last reel is known. */
  readonly end: FeedItem;
  /** Called when another place becomes current. The index after the last reel is the end card. */
  readonly onActivate: (index: number, activatedAtMs: number) => void;
};

/** The scrolling list: as tall as the whole feed, with only a few articles around the current one in the document. */
export class FeedList {
  readonly #options: FeedListOptions;
  readonly #articles = new Map<number, ReelArticle>();
  readonly #stops: SnapStops;
  #reels: readonly Reel[] = [];
  #isEnded = false;
  #activeIndex = -1;
  #heightPx: number;
  #wheel = restingWheel;
  readonly #slide = new Slide();

  constructor(options: FeedListOptions) {
    this.#options = options;
    const { scroller } = options;
    this.#stops = new SnapStops(scroller, options.track);
    this.#heightPx = heightOf(scroller);
    scroller.addEventListener('scroll', () => this.#followScroll(), { passive: true });
    scroller.addEventListener('wheel', (event) => this.#followWheel(event), { passive: false });
    new ResizeObserver(() => this.#resize()).observe(scroller);
  }

  get activeIndex(): number {
    return this.#activeIndex;
  }

  get articles(): Iterable<ReelArticle> {
    return this.#articles.values();
  }

  article(index: number): ReelArticle | undefined {
    return this.#articles.get(index);
  }

  /** Sets the reels loaded so far; later calls may only append. The first reels are shown from `startIndex` on. */
  setReels(reels: readonly Reel[], isEnded: boolean, startIndex = 0): void {
    this.#reels = reels;
    if (reels.length === 0) return;
    if (isEnded && !this.#isEnded) this.#addEnd();
    if (this.#activeIndex === -1) {
      this.#scrollTo(startIndex);
      this.#activate(startIndex, performance.now());
    } else this.#renderWindow();
  }

  moveBy(steps: number, activatedAtMs: number): void {
    this.moveTo(this.#activeIndex + steps, activatedAtMs);
  }

  moveTo(place: number, activatedAtMs: number): void {
    const index = clampIndex(place, this.#length);
    const from = this.#itemAt(this.#activeIndex);
    if (from === undefined || index === this.#activeIndex) return;
    const { scroller } = this.#options;
    const shownTopPx = scroller.scrollTop - this.#slide.offsetPx(from.card);
    // Scrolls first, since WebKit does not start playing a video that is off screen.
    this.#scrollTo(index);
    this.#activate(index, activatedAtMs);
    // After a jump across many reels the previous article is no longer in the document, so nothing slides.
    const to = this.#itemAt(index);
    const cards = to === undefined || !from.element.isConnected ? [] : [from.card, to.card];
    this.#slide.start(cards, cards.length === 0 ? 0 : index * this.#heightPx - shownTopPx);
  }

  /** Number of places, including the end card. */
  get #length(): number {
    return this.#reels.length + (this.#isEnded ? 1 : 0);
  }

  #itemAt(index: number): FeedItem | undefined {
    return this.#isEnded && index === this.#reels.length ? this.#options.end : this.#articles.get(index);
  }

  #addEnd(): void {
    const { track, end } = this.#options;
    this.#isEnded = true;
    end.element.style.top = `${this.#reels.length * 100}%`;
    track.append(end.element);
  }

  #scrollTo(index: number): void {
    this.#stops.surround(index, this.#length);
    this.#options.scroller.scrollTop = index * this.#heightPx;
  }

  #activate(index: number, activatedAtMs: number): void {
    const left = this.#itemAt(this.#activeIndex);
    // Read now, since the previous article may be removed from the document below.
    const hasFocus = left?.element.contains(document.activeElement) === true;
    this.#activeIndex = index;
    if (this.#itemAt(index) !== undefined) afterPaint(() => this.#renderWindow());
    else this.#renderWindow();
    const entered = this.#itemAt(index);
    left?.setCurrent(false);
    entered?.setCurrent(true);
    this.#options.onActivate(index, activatedAtMs);
    if (hasFocus) entered?.focus();
  }

  #renderWindow(): void {
    this.#stops.surround(this.#activeIndex, this.#length);
    const places = articleWindow(this.#activeIndex, this.#reels.length);
    for (const [index, article] of this.#articles) {
      if (places.includes(index)) continue;
      article.element.remove();
      this.#articles.delete(index);
    }
    for (const index of places) {
      const reel = this.#reels[index];
      if (reel === undefined || this.#articles.has(index)) continue;
      const article = this.#options.createArticle(reel, index);
      this.#articles.set(index, article);
      this.#insert(index, article);
    }
  }

  /** Keeps the document in feed order for screen readers. */
  #insert(index: number, { element }: ReelArticle): void {
    const following = [...this.#articles.keys()].filter((place) => place > index);
    const next = this.#articles.get(Math.min(...following));
    this.#options.track.insertBefore(element, next?.element ?? (this.#isEnded ? this.#options.end.element : null));
  }

  #followScroll(): void {
    const { scroller } = this.#options;
    if (this.#activeIndex === -1 || heightOf(scroller) !== this.#heightPx) return;
    const index = indexAtScroll(scroller.scrollTop, this.#heightPx, this.#length);
    if (index !== this.#activeIndex) this.#activate(index, performance.now());
  }

  #followWheel(event: WheelEvent): void {
    if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY) || scrollsItself(event.target)) return;
    event.preventDefault();
    const { gesture, step } = readWheel(this.#wheel, wheelDeltaPx(event, this.#heightPx), event.timeStamp);
    this.#wheel = gesture;
    if (step !== 0) this.moveBy(step, event.timeStamp);
  }

  #resize(): void {
    const { scroller } = this.#options;
    const heightPx = heightOf(scroller);
    if (heightPx === this.#heightPx) return;
    this.#heightPx = heightPx;
    if (this.#activeIndex !== -1) scroller.scrollTop = this.#activeIndex * this.#heightPx;
  }
}

/** Whether the target is in a part that scrolls its own overflow: an unfolded title or an error card. */
function scrollsItself(target: EventTarget | null): boolean {
  const part = target instanceof Element ? target.closest('[data-unfolded], .reel-error') : null;
  return part !== null && part.scrollHeight > part.clientHeight;
}

/** Returns the exact height. The rounding error of `clientHeight` adds up to a whole reel over a thousand reels. */
function heightOf(element: HTMLElement): number {
  return element.getBoundingClientRect().height;
}
