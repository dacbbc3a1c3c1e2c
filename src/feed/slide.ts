const durationMs = 340;
const frameMs = 16;

/**
 * Lets elements that have just jumped by `fromPx` glide there instead. The page has scrolled already, so scroll snap
 * and the reel that plays are settled from the first moment; the first picture shows the reel coming in.
 */
export function slide(elements: readonly HTMLElement[], fromPx: number): void {
  if (fromPx === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
  for (const element of elements) {
    for (const running of element.getAnimations()) running.cancel();
    const animation = element.animate([{ transform: `translateY(${fromPx}px)` }, { transform: 'none' }], {
      duration: durationMs,
      easing: 'cubic-bezier(0.22, 1, 0.36, 1)',
    });
    animation.currentTime = frameMs;
  }
}

/** How far an element still is from its place. */
export function slideOffsetPx(element: HTMLElement): number {
  return element.getAnimations().length === 0 ? 0 : new DOMMatrixReadOnly(getComputedStyle(element).transform).m42;
}
