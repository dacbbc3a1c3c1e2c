import { find } from './document.ts';

/** How long a line stands that needs no answer. */
const briefMs = 3500;

export type Notice = { readonly title: string; readonly text: string; readonly onRetry?: () => void };

/** What the page says about itself: a notice in the place of the feed, and a short line above it. */
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
    // Written anew it would be read aloud anew, at each attempt.
    if (!this.#notice.hidden && heading.textContent === title) return;
    heading.textContent = title;
    find(this.#notice, 'p', HTMLElement).textContent = text;
    this.#retry.hidden = onRetry === undefined;
    this.#notice.hidden = false;
  }

  hideNotice(): void {
    this.#notice.hidden = true;
  }

  /** An empty line is no line. One that the card of a reel says at more length gives way to it. */
  showLine(text: string, isOnCards = false): void {
    this.#lasting = text;
    this.#isOnCards = isOnCards;
    clearTimeout(this.#timer);
    this.#write(text);
  }

  /** Stands for a moment in the place of the lasting line. */
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
