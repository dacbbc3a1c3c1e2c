import type { Reel } from '../shared/feed.ts';
import { find } from './document.ts';

export type PlayState = 'idle' | 'playing' | 'paused' | 'waiting';

export type ArticleOptions = {
  readonly reel: Reel;
  readonly index: number;
  /** Length of the feed; null while it is not known. */
  readonly total: number | null;
  readonly posterUrl: string | null;
};

/** One reel of the feed in the document. */
export class ReelArticle {
  readonly element: HTMLElement;
  readonly card: HTMLElement;
  readonly #media: HTMLElement;
  readonly #tap: HTMLButtonElement;
  readonly #sound: HTMLButtonElement;
  readonly #bar: HTMLElement;
  readonly #error: HTMLElement;
  readonly #buttons: readonly HTMLButtonElement[];

  constructor(template: HTMLTemplateElement, { reel, index, total, posterUrl }: ArticleOptions) {
    const copy = document.importNode(template.content, true);
    this.element = find(copy, '.reel', HTMLElement);
    this.card = find(copy, '.reel-card', HTMLElement);
    this.#media = find(copy, '.reel-media', HTMLElement);
    this.#tap = find(copy, '.reel-tap', HTMLButtonElement);
    this.#sound = find(copy, '.sound-button', HTMLButtonElement);
    this.#bar = find(copy, '.reel-progress span', HTMLElement);
    this.#error = find(copy, '.reel-error', HTMLElement);
    this.#buttons = [...copy.querySelectorAll('button')];
    this.element.dataset['reelId'] = reel.id;
    this.element.style.top = `${index * 100}%`;
    this.element.setAttribute('aria-posinset', String(index + 1));
    this.setTotal(total);
    this.#describe(copy, reel, index);
    this.#showPoster(find(copy, '.reel-poster', HTMLImageElement), posterUrl);
    this.setCurrent(false);
    this.setPlayState('idle');
  }

  setTotal(total: number | null): void {
    this.element.setAttribute('aria-setsize', String(total ?? -1));
  }

  mount(video: HTMLVideoElement): void {
    if (video.parentElement !== this.#media) this.#media.append(video);
  }

  /** Only the controls of the current reel are on the way of the Tab key. */
  setCurrent(isCurrent: boolean): void {
    if (isCurrent) this.element.setAttribute('aria-current', 'true');
    else this.element.removeAttribute('aria-current');
    for (const button of this.#buttons) button.tabIndex = isCurrent ? 0 : -1;
  }

  focus(): void {
    this.#tap.focus({ preventScroll: true });
  }

  setPlayState(state: PlayState): void {
    this.element.dataset['state'] = state;
    this.#tap.setAttribute('aria-label', state === 'paused' ? 'Play' : 'Pause');
  }

  setMuted(isMuted: boolean): void {
    this.#sound.setAttribute('aria-label', isMuted ? 'Turn sound on' : 'Turn sound off');
    this.element.dataset['sound'] = isMuted ? 'off' : 'on';
  }

  setProgress(share: number): void {
    this.#bar.style.setProperty('--share', share.toFixed(4));
  }

  showError(title: string, advice: string): void {
    find(this.#error, 'h3', HTMLElement).textContent = title;
    find(this.#error, 'p', HTMLElement).textContent = advice;
    this.#error.hidden = false;
  }

  hideError(): void {
    this.#error.hidden = true;
  }

  #describe(copy: DocumentFragment, { title, author, tags }: Reel, index: number): void {
    const heading = find(copy, '.reel-title', HTMLElement);
    heading.id = `reel-title-${index}`;
    heading.textContent = title || 'Untitled reel';
    this.element.setAttribute('aria-labelledby', heading.id);
    find(copy, '.reel-author', HTMLElement).hidden = author === '';
    find(copy, '.author-name', HTMLElement).textContent = author;
    const avatar = find(copy, '.avatar', HTMLElement);
    avatar.textContent = author.match(/./u)?.[0].toUpperCase() ?? '';
    avatar.style.setProperty('--hue', String(hueOf(author)));
    const list = find(copy, '.reel-tags', HTMLElement);
    list.hidden = tags.length === 0;
    list.append(
      ...tags.slice(0, 6).map((tag) => {
        const item = document.createElement('li');
        item.textContent = `#${tag}`;
        return item;
      }),
    );
  }

  #showPoster(poster: HTMLImageElement, url: string | null): void {
    poster.addEventListener('error', () => poster.remove());
    poster.addEventListener('load', () => {
      poster.toggleAttribute('data-wide', poster.naturalWidth > poster.naturalHeight);
    });
    if (url === null) poster.remove();
    else poster.src = url;
  }
}

/** The same colour for the same author every time. */
function hueOf(text: string): number {
  let hue = 0;
  for (const letter of text) hue = (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360;
  return hue;
}
