/** Parts of the way into the window at which the browser tells of an element. */
const steps = [0, 0.25, 0.5, 0.75, 1];
/** What shows less of itself, and fills less of the window, is on its way in or out. */
const leastShare = 0.5;

/** Follows which of some elements fills most of the window, while they come and go. */
export class MostVisible {
  readonly #shares = new Map<Element, number>();
  readonly #visibility: IntersectionObserver;

  constructor(readonly onVisible: (element: Element) => void) {
    this.#visibility = new IntersectionObserver((entries) => this.#note(entries), { threshold: steps });
  }

  get current(): Element | undefined {
    return mostVisible(this.#shares);
  }

  add(element: Element): void {
    if (this.#shares.has(element)) return;
    this.#shares.set(element, 0);
    this.#visibility.observe(element);
  }

  remove(element: Element): void {
    this.#visibility.unobserve(element);
    this.#shares.delete(element);
  }

  close(): void {
    this.#visibility.disconnect();
    this.#shares.clear();
  }

  #note(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, intersectionRatio, intersectionRect, rootBounds } of entries) {
      const filled = rootBounds === null ? 0 : intersectionRect.height / rootBounds.height;
      if (this.#shares.has(target)) this.#shares.set(target, Math.max(intersectionRatio, filled));
    }
    const { current } = this;
    if (current !== undefined) this.onVisible(current);
  }
}

/** Hears of every element that matches, as it comes and as it goes. Returns what ends it. */
export function followMatches(
  selector: string,
  onCome: (element: HTMLElement) => void,
  onGo: (element: HTMLElement) => void,
): () => void {
  let matches = new Set<HTMLElement>();
  const look = () => {
    const present = new Set(document.querySelectorAll<HTMLElement>(selector));
    const gone = [...matches].filter((element) => !present.has(element));
    const come = [...present].filter((element) => !matches.has(element));
    matches = present;
    for (const element of gone) onGo(element);
    for (const element of come) onCome(element);
  };
  // First, since it throws where the selector is none.
  look();
  const changes = new MutationObserver(look);
  changes.observe(document, { childList: true, subtree: true, attributeFilter: attributesIn(selector) });
  return () => {
    changes.disconnect();
    for (const element of matches) onGo(element);
  };
}

/** What an element may come to match by, without being put anywhere. */
function attributesIn(selector: string): string[] {
  const named = selector.matchAll(/\[\s*([\w-]+)/g);
  return ['class', 'id', ...[...named].map(([, name = '']) => name.toLowerCase())];
}

/** The first of those that show most; undefined while none shows enough. */
function mostVisible<T>(shares: ReadonlyMap<T, number>): T | undefined {
  let found: T | undefined;
  let most = leastShare;
  for (const [element, share] of shares) {
    if (share < most || (share === most && found !== undefined)) continue;
    found = element;
    most = share;
  }
  return found;
}
