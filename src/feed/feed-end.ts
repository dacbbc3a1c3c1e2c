import { find } from './document.ts';
import type { FeedItem } from './feed-list.ts';

/** The end card, which follows the last reel. */
export class FeedEnd implements FeedItem {
  readonly element: HTMLElement;
  readonly card: HTMLElement;
  readonly #back: HTMLButtonElement;
  readonly #others: HTMLElement;

  constructor(template: HTMLTemplateElement, isSavedFeed: boolean) {
    const copy = document.importNode(template.content, true);
    this.element = find(copy, '.feed-end', HTMLElement);
    this.card = find(copy, '.feed-end-card', HTMLElement);
    this.#back = find(copy, 'button', HTMLButtonElement);
    this.#others = find(copy, 'a', HTMLElement);
    find(copy, 'p', HTMLElement).textContent = isSavedFeed
      ? 'That was the last saved reel.'
      : 'That was the last reel.';
    this.#others.hidden = !isSavedFeed;
    this.setCurrent(false);
  }

  setCurrent(isCurrent: boolean): void {
    this.element.toggleAttribute('data-current', isCurrent);
    for (const control of [this.#back, this.#others]) control.inert = !isCurrent;
  }

  focus(): void {
    this.#back.focus({ preventScroll: true });
  }
}
