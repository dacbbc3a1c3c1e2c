declare global {
  interface Window {
    /** The feed that the server has written into the page under test. */
    readonly feed: readonly { readonly id: string }[];
    /** Defined by the page under test: shows the reel at this index. */
    swipe(index: number): unknown;
    /** Defined by some pages: returns their player's bandwidth estimate. */
    estimateBps(): number;
    measureSwipe(index: number, patienceMs: number): Promise<number | null>;
    shownVideo(): HTMLVideoElement | null;
  }
}

/**
 * Runs in the page of every host. Adds `measureSwipe`, which swipes and resolves to the milliseconds until a frame of
 * the next reel is on screen, or to null if none is in time. Finds the video wherever its player has put it.
 */
export function installMeter(): void {
  const videosBelow = (root: ParentNode): HTMLVideoElement[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      ...(element instanceof HTMLVideoElement ? [element] : []),
      ...(element.shadowRoot === null ? [] : videosBelow(element.shadowRoot)),
    ]);
  const visiblePixels = (video: HTMLVideoElement) => {
    const { left, right, top, bottom } = video.getBoundingClientRect();
    return (
      Math.max(0, Math.min(right, innerWidth) - Math.max(left, 0)) *
      Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0))
    );
  };
  window.shownVideo = () => videosBelow(document).toSorted((a, b) => visiblePixels(b) - visiblePixels(a))[0] ?? null;

  window.measureSwipe = (index, patienceMs) =>
    new Promise((resolve) => {
      const before = window.shownVideo();
      const beforeSrc = before?.currentSrc ?? '';
      const startMs = performance.now();
      let isFound = false;
      const check = () => {
        const video = window.shownVideo();
        const isNext = video !== null && (video !== before || video.currentSrc !== beforeSrc);
        if (isNext) {
          isFound = true;
          video.requestVideoFrameCallback((nowMs) => resolve(nowMs - startMs));
        } else if (!isFound && performance.now() - startMs < patienceMs) requestAnimationFrame(check);
      };
      window.swipe(index);
      check();
      setTimeout(() => resolve(null), patienceMs);
    });
}
