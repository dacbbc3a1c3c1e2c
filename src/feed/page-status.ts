import { find } from './document.ts';

/** How long a brief message is shown. */
const briefMs = 3500;

export type Notice = { readonly title: string; readonly text: string; readonly onRetry?: () => void };

/** Status messages of the page: a notice instead of the feed, and a short line above it. */
export class PageStatus {
  readonly #notice: HTMLElement;
  readonly #line: HTMLElement;
  readonly #retry: HTMLButtonElement;
  #onRetry: (() => void) | undefined;
  #lasting = '';
  #isOnCards = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(notice: HTMLElement, line: HTMLElement) {
    this.#notice = notice;
    this.#line = line;
    this.#retry = find(notice, 'button', HTMLButtonElement);
    this.#retry.addEventListener('click', () => this.#onRetry?.());
  }

  showNotice({ title, text, onRetry }: Notice): void {
    this.#onRetry = onRetry;
    const heading = find(this.#notice, 'h2', HTMLElement);
    // Writing the same text again would make screen readers announce it at each attempt.
    if (!this.#notice.hidden && heading.textContent === title) return;
    heading.textContent = title;
    find(this.#notice, 'p', HTMLElement).textContent = text;
    this.#retry.hidden = onRetry === undefined;
    this.#notice.hidden = false;
  }

  hideNotice(): void {
    this.#notice.hidden = true;
  }

  /** Shows a lasting line; '' hides it. With `isOnCards` it is hidden while the reel's card says more about it. */
  showLine(text: string, isOnCards = false): void {
    this.#lasting = text;
    this.#isOnCards = isOnCards;
    clearTimeout(this.#timer);
    this.#write(text);
  }

  /** Shows a text for a moment instead of the lasting line. */
  showBriefly(text: string): void {
    this.#write(text);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(this.#lasting), briefMs);
  }

  #write(text: string): void {
    this.#line.toggleAttribute('data-on-cards', this.#isOnCards && text === this.#lasting);
    if (this.#line.textContent !== text) this.#line.textContent = text;
  }
}
