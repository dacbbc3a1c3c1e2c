const durationMs = 340;
const frameMs = 16;

/**
 * Lets elements that have just jumped glide to their place instead. The page has scrolled already, so scroll snap and
 * the reel that plays are settled from the first moment; the first picture shows the reel coming in.
 */
export class Slide {
  readonly #running = new Map<HTMLElement, Animation>();

  /** How far an element still is from its place. Asks for no layout while nothing moves. */
  offsetPx(element: HTMLElement): number {
    if (!this.#running.has(element)) return 0;
    return new DOMMatrixReadOnly(getComputedStyle(element).transform).m42;
  }

  /** What still moves from the slide before comes along. */
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
