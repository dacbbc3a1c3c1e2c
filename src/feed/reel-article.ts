import type { Reel } from '../shared/feed.ts';
import { find } from './document.ts';
import { showHeart } from './heart.ts';
import { ScrubBar } from './scrub-bar.ts';

export type PlayState = 'idle' | 'playing' | 'paused' | 'waiting';

export type ArticleOptions = {
  readonly reel: Reel;
  readonly index: number;
  /** Reels of the feed before the first one that is loaded. */
  readonly offset: number;
  /** Length of the feed; null while it is not known. */
  readonly total: number | null;
  readonly posterUrl: string | null;
  readonly onSeek: (seconds: number) => void;
};

/** What the save button shows: how much is here, and in words for who does not see it. */
export type SaveMark = {
  readonly state: 'none' | 'saving' | 'paused' | 'saved';
  readonly share: number;
  readonly label: string;
};

/** One reel of the feed in the document. */
export class ReelArticle {
  readonly element: HTMLElement;
  readonly card: HTMLElement;
  readonly #media: HTMLElement;
  readonly #tap: HTMLButtonElement;
  readonly #sound: HTMLButtonElement;
  readonly #like: HTMLButtonElement;
  readonly #save: HTMLButtonElement;
  readonly #bar: ScrubBar;
  readonly #error: HTMLElement;
  readonly #controls: readonly HTMLElement[];

  constructor(template: HTMLTemplateElement, { reel, index, offset, total, posterUrl, onSeek }: ArticleOptions) {
    const copy = document.importNode(template.content, true);
    this.element = find(copy, '.reel', HTMLElement);
    this.card = find(copy, '.reel-card', HTMLElement);
    this.#media = find(copy, '.reel-media', HTMLElement);
    this.#tap = find(copy, '.reel-tap', HTMLButtonElement);
    this.#sound = find(copy, '.sound-button', HTMLButtonElement);
    this.#like = find(copy, '.like-button', HTMLButtonElement);
    this.#save = find(copy, '.save-button', HTMLButtonElement);
    const time = find(copy, '.reel-time', HTMLElement);
    this.#bar = new ScrubBar(find(copy, '.reel-progress', HTMLElement), time, { onSeek });
    this.#error = find(copy, '.reel-error', HTMLElement);
    this.#controls = [...copy.querySelectorAll<HTMLElement>('button, [role="slider"]')];
    this.element.dataset['reelId'] = reel.id;
    this.element.style.top = `${index * 100}%`;
    this.element.setAttribute('aria-posinset', String(offset + index + 1));
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
    for (const control of this.#controls) control.tabIndex = isCurrent ? 0 : -1;
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

  setProgress(positionSeconds: number, durationSeconds: number): void {
    this.#bar.show(positionSeconds, durationSeconds);
  }

  setLiked(isLiked: boolean): void {
    this.#like.setAttribute('aria-pressed', String(isLiked));
  }

  showHeart(xPx: number, yPx: number): void {
    showHeart(this.card, xPx, yPx);
  }

  setSaved({ state, share, label }: SaveMark): void {
    this.#save.dataset['state'] = state;
    this.#save.style.setProperty('--share', share.toFixed(3));
    if (this.#save.getAttribute('aria-label') !== label) this.#save.setAttribute('aria-label', label);
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
