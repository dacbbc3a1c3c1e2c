import type { Nextreel } from '../package/nextreel.ts';

type ReelId = string | number;

/** Elements that a framework made for reels. They may exist before the connection and outlive it. */
export class ReelElements {
  readonly #reels = new Map<Element, ReelId>();
  readonly #stops = new Map<Element, () => void>();
  #nextreel: Nextreel | null = null;

  set(element: Element, reel: ReelId): void {
    if (this.#reels.get(element) === reel) return;
    this.remove(element);
    this.#reels.set(element, reel);
    this.#observe(element, reel);
  }

  remove(element: Element): void {
    this.#stops.get(element)?.();
    this.#stops.delete(element);
    this.#reels.delete(element);
  }

  connect(nextreel: Nextreel): void {
    this.#nextreel = nextreel;
    for (const [element, reel] of this.#reels) this.#observe(element, reel);
  }

  disconnect(): void {
    for (const stop of this.#stops.values()) stop();
    this.#stops.clear();
    this.#nextreel = null;
  }

  #observe(element: Element, reel: ReelId): void {
    if (this.#nextreel !== null) this.#stops.set(element, this.#nextreel.observe(element, reel));
  }
}
