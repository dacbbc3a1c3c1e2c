import { afterPaint } from '../after-paint.ts';

/** Number of stops on either side of the current place; each costs the browser some work at every swipe. */
const reach = 64;
/** More stops are added within this distance of the outermost one: several swipes may come at once. */
const margin = 8;

/**
 * The snap points of the list: empty elements that stay while articles are added and removed around the current reel.
 * WebKit remembers the index of the stop that it rests at, and scrolls on its own when a stop before it is added or
 * removed. So stops are appended where possible, and all of them are replaced only rarely, with snapping turned off.
 */
export class SnapStops {
  readonly #scroller: HTMLElement;
  readonly #element = document.createElement('div');
  #first = 0;
  #end = 0;

  constructor(scroller: HTMLElement, track: HTMLElement) {
    this.#scroller = scroller;
    this.#element.className = 'feed-stops';
    this.#element.setAttribute('aria-hidden', 'true');
    track.prepend(this.#element);
  }

  /** Ensures stops around `current`, where a list of `length` places rests or is about to rest. */
  surround(current: number, length: number): void {
    this.#element.style.setProperty('--length', String(length));
    const end = Math.min(length, current + reach);
    const isFarFromFirst = current - this.#first > 2 * reach;
    const isNearFirst = this.#first > 0 && current - this.#first < margin;
    if (isFarFromFirst || isNearFirst || current > this.#end) this.#begin(Math.max(0, current - reach), end);
    else if (this.#end < Math.min(length, current + margin)) this.#append(end);
  }

  #begin(first: number, end: number): void {
    this.#scroller.style.scrollSnapType = 'none';
    this.#element.replaceChildren();
    this.#first = first;
    this.#end = first;
    this.#append(end);
    afterPaint(() => (this.#scroller.style.scrollSnapType = ''));
  }

  #append(end: number): void {
    for (; this.#end < end; this.#end += 1) {
      const stop = document.createElement('div');
      stop.style.top = `${this.#end * 100}%`;
      this.#element.append(stop);
    }
  }
}
