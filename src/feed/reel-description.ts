import type { Reel } from '../shared/feed.ts';
import { find } from './document.ts';

const maxTags = 6;

/** Author, title and tags of a reel. A title that is cut off can be unfolded. */
export class ReelDescription {
  readonly title: HTMLElement;
  readonly #more: HTMLButtonElement;

  constructor(parent: ParentNode, { title, author, tags }: Reel, index: number) {
    this.title = find(parent, '.reel-title', HTMLElement);
    this.title.id = `reel-title-${index}`;
    this.title.textContent = title || 'Untitled reel';
    find(parent, '.reel-author', HTMLElement).hidden = author === '';
    find(parent, '.author-name', HTMLElement).textContent = author;
    const avatar = find(parent, '.avatar', HTMLElement);
    avatar.textContent = author.match(/./u)?.[0].toUpperCase() ?? '';
    avatar.style.setProperty('--hue', String(hueOf(author)));
    const list = find(parent, '.reel-tags', HTMLElement);
    list.hidden = tags.length === 0;
    const items = tags
      .slice(0, maxTags)
      .map((tag) => Object.assign(document.createElement('li'), { textContent: tag }));
    list.append(...items);
    this.#more = find(parent, '.title-more', HTMLButtonElement);
    this.#more.addEventListener('click', () => this.#unfold(!this.#isUnfolded));
    new ResizeObserver(() => this.#offerMore()).observe(this.title);
  }

  fold(): void {
    this.#unfold(false);
    this.#offerMore();
  }

  /** Offers to unfold the title if it is cut off, which may change with the size of the screen. */
  #offerMore(): void {
    if (!this.#isUnfolded) this.#more.hidden = this.title.scrollHeight <= this.title.clientHeight + 1;
  }

  get #isUnfolded(): boolean {
    return this.title.hasAttribute('data-unfolded');
  }

  #unfold(isUnfolded: boolean): void {
    this.title.toggleAttribute('data-unfolded', isUnfolded);
    this.#more.setAttribute('aria-expanded', String(isUnfolded));
    this.#more.textContent = isUnfolded ? 'less' : 'more';
    this.#more.ariaLabel = `${this.#more.textContent} of the title`;
  }
}

/** Derives a hue from the text, so that an author always has the same colour. */
function hueOf(text: string): number {
  let hue = 0;
  for (const letter of text) hue = (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return hue;
}
