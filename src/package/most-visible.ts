import { visibleShare } from './visible-share.ts';

/** Visible shares at which the browser reports an element. */
const thresholds = [0, 0.25, 0.5, 0.75, 1];
/** An element that shows less than this of itself, and fills less than this of the window, is scrolling in or out. */
const minShare = 0.5;

/** Tracks which of a changing set of elements fills most of the window. */
export class MostVisible {
  readonly #shares = new Map<Element, number>();
  readonly #visibility: IntersectionObserver;

  constructor(readonly onVisible: (element: Element) => void) {
    this.#visibility = new IntersectionObserver((entries) => this.#note(entries), { threshold: thresholds });
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
    for (const entry of entries) {
      if (this.#shares.has(entry.target)) this.#shares.set(entry.target, visibleShare(entry));
    }
    const { current } = this;
    if (current !== undefined) this.onVisible(current);
  }
}

/** Calls back for every element that starts or stops matching. Returns a function that stops this. */
export function followMatches(
  selector: string,
  onAdded: (element: HTMLElement) => void,
  onRemoved: (element: HTMLElement) => void,
): () => void {
  let matches = new Set<HTMLElement>();
  const update = () => {
    const present = new Set(document.querySelectorAll<HTMLElement>(selector));
    const removed = [...matches].filter((element) => !present.has(element));
    const added = [...present].filter((element) => !matches.has(element));
    matches = present;
    for (const element of removed) onRemoved(element);
    for (const element of added) onAdded(element);
  };
  // First, since it throws if the selector is invalid.
  update();
  const changes = new MutationObserver(update);
  changes.observe(document, { childList: true, subtree: true, attributeFilter: attributesIn(selector) });
  return () => {
    changes.disconnect();
    for (const element of matches) onRemoved(element);
  };
}

/** The attributes whose change can make an element match without any DOM insertion. */
function attributesIn(selector: string): string[] {
  const named = selector.matchAll(/\[\s*([\w-]+)/g);
  return ['class', 'id', ...[...named].map(([, name = '']) => name.toLowerCase())];
}

/** Returns the most visible element, the first of equals; undefined if none is visible enough. */
function mostVisible<T>(shares: ReadonlyMap<T, number>): T | undefined {
  let found: T | undefined;
  let largest = minShare;
  for (const [element, share] of shares) {
    if (share < largest || (share === largest && found !== undefined)) continue;
    found = element;
    largest = share;
  }
  return found;
}
