import { find } from './document.ts';
import { offerSaved } from './saved-offer.ts';

/** The top of the page: the home link, and the link to the saved reels with their count. */
export class Masthead {
  readonly #link: HTMLElement;
  readonly #count: HTMLElement;
  readonly #feedName: HTMLElement;
  #isSavedFeed = false;

  constructor(
    element: HTMLElement,
    /** The notice shown instead of the feed, which also links to the saved reels. */
    readonly notice: HTMLElement,
  ) {
    this.#link = find(element, '.saved-link', HTMLElement);
    this.#count = find(element, '.saved-count', HTMLElement);
    this.#feedName = find(element, '.feed-name', HTMLElement);
  }

  /** Shows the name of the feed of saved reels. */
  nameFeed(): void {
    this.#isSavedFeed = true;
    this.#feedName.hidden = false;
  }

  showSaved(count: number): void {
    this.#count.textContent = count > 99 ? '99+' : String(count);
    this.#count.hidden = count === 0;
    this.#link.setAttribute('aria-label', count === 0 ? 'Saved reels' : `Saved reels: ${count}`);
    offerSaved(this.notice, this.#isSavedFeed ? 0 : count);
  }
}
