const durationMs = 340;
const frameMs = 16;

/**
 * Animates elements that have just jumped so that they slide into place. The page has already scrolled, so scroll snap
 * and the playing reel are settled from the start, and the first frame already shows the incoming reel.
 */
export class Slide {
  readonly #running = new Map<HTMLElement, Animation>();

  /** Returns how far an element still is from its place. Forces no layout while nothing moves. */
  offsetPx(element: HTMLElement): number {
    if (!this.#running.has(element)) return 0;
    return new DOMMatrixReadOnly(getComputedStyle(element).transform).m42;
  }

  /** Starts a slide. Elements still moving from the previous slide join it. */
  start(elements: readonly HTMLElement[], fromPx: number): void {
    const moving = new Set([...this.#running.keys(), ...elements]);
    for (const animation of this.#running.values()) animation.cancel();
    this.#running.clear();
    if (fromPx === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    for (const element of moving) {
      const animation = element.animate([{ transform: `translateY(${fromPx}px)` }, { transform: 'none' }], {
        duration: durationMs,
        easing: 'cubic-bezier(0.22, 1, 0.36, 1)',
      });
      animation.currentTime = frameMs;
      this.#running.set(element, animation);
      animation.addEventListener('finish', () => {
        if (this.#running.get(element) === animation) this.#running.delete(element);
      });
    }
  }
}
