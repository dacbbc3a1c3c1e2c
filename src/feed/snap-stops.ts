import { afterPaint } from '../after-paint.ts';

/** Stops on either side of the current place; each costs the browser some work at every swipe. */
const reach = 64;
/** A reel this close to the first stop needs more before it: several swipes may come at once. */
const margin = 8;

/**
 * Where the list comes to rest: empty elements that stay while articles come and go around the current reel. WebKit
 * keeps the number of the stop that it rests at, and scrolls on by itself when one before it comes or goes. So more are
 * added behind the last one, and the first ones are touched only now and then, while the list does not snap at all.
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

  /** The list is `length` places long and is about to rest at `current`, or rests there. */
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
