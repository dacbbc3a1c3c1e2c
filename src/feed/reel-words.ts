import type { Reel } from '../shared/feed.ts';
import { find } from './document.ts';

const mostTags = 6;

/** Author, title and tags of a reel. A title too long for its place can be unfolded. */
export class ReelWords {
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
      .slice(0, mostTags)
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

  /** The title can be unfolded where a part of it is cut off, which another size of the screen may change. */
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

/** The same colour for the same author every time. */
function hueOf(text: string): number {
  let hue = 0;
  for (const letter of text) hue = (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return hue;
}
