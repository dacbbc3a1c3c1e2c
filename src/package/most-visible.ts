/** Parts of the way into the window at which the browser tells of an element. */
const steps = [0, 0.25, 0.5, 0.75, 1];
/** What shows less of itself, and fills less of the window, is on its way in or out. */
const leastShare = 0.5;

/** Follows which of the elements that match fills most of the window, while they come and go. Returns what ends it. */
export function followMostVisible(selector: string, onVisible: (element: HTMLElement) => void): () => void {
  const shares = new Map<Element, number>();
  const visibility = new IntersectionObserver(
    (entries) => {
      for (const { target, intersectionRatio, intersectionRect, rootBounds } of entries) {
        const filled = rootBounds === null ? 0 : intersectionRect.height / rootBounds.height;
        if (shares.has(target)) shares.set(target, Math.max(intersectionRatio, filled));
      }
      const first = mostVisible(shares);
      if (first instanceof HTMLElement) onVisible(first);
    },
    { threshold: steps },
  );
  const look = () => {
    const present = new Set(document.querySelectorAll(selector));
    for (const element of shares.keys()) {
      if (present.has(element)) continue;
      visibility.unobserve(element);
      shares.delete(element);
    }
    for (const element of present) {
      if (shares.has(element)) continue;
      shares.set(element, 0);
      visibility.observe(element);
    }
  };
  const changes = new MutationObserver(look);
  changes.observe(document, { childList: true, subtree: true });
  look();
  return () => {
    changes.disconnect();
    visibility.disconnect();
  };
}

/** The first of those that show most; undefined while none shows enough. */
export function mostVisible<T>(shares: ReadonlyMap<T, number>): T | undefined {
  let found: T | undefined;
  let most = leastShare;
  for (const [element, share] of shares) {
    if (share < most || (share === most && found !== undefined)) continue;
    found = element;
    most = share;
  }
  return found;
}
