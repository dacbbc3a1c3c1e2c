import type { Reel } from '../shared/feed.ts';
import { CaptionLines } from './caption-lines.ts';
import { find } from './document.ts';
import { slowText } from './failure-text.ts';
import { showHeart } from './heart.ts';
import { ReelWords } from './reel-words.ts';
import { offerSaved } from './saved-offer.ts';
import { ScrubBar, type ScrubListener } from './scrub-bar.ts';

const feedbackMs = 700;

export type PlayState = 'idle' | 'playing' | 'paused' | 'waiting';

export type ArticleOptions = ScrubListener & {
  readonly onVolume: (volume: number) => void;
  readonly reel: Reel;
  readonly index: number;
  /** How many entries the feed has before it. */
  readonly place: number;
  /** Length of the feed; null while it is not known. */
  readonly total: number | null;
  readonly posterUrl: string | null;
  readonly onPoster: (url: string) => void;
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
  readonly #volume: HTMLInputElement;
  readonly #like: HTMLButtonElement;
  readonly #save: HTMLButtonElement;
  readonly #captions: HTMLButtonElement;
  readonly #captionLines: CaptionLines;
  readonly #feedback: HTMLElement;
  readonly #words: ReelWords;
  readonly #bar: ScrubBar;
  readonly #error: HTMLElement;
  readonly #slow: HTMLElement;
  readonly #poster: HTMLImageElement;
  #posterUrl: string | null;
  readonly #onPoster: (url: string) => void;
  readonly #controls: readonly HTMLElement[];

  constructor(
    template: HTMLTemplateElement,
    { reel, index, place, total, posterUrl, onPoster, onVolume, ...scrub }: ArticleOptions,
  ) {
    const copy = document.importNode(template.content, true);
    this.element = find(copy, '.reel', HTMLElement);
    this.card = find(copy, '.reel-card', HTMLElement);
    this.#media = find(copy, '.reel-media', HTMLElement);
    this.#tap = find(copy, '.reel-tap', HTMLButtonElement);
    this.#sound = find(copy, '.sound-button', HTMLButtonElement);
    this.#volume = find(copy, '.volume', HTMLInputElement);
    this.#volume.addEventListener('input', () => onVolume(this.#volume.valueAsNumber));
    find(copy, '.sound-hint', HTMLElement).textContent = soundHint();
    this.#like = find(copy, '.like-button', HTMLButtonElement);
    this.#save = find(copy, '.save-button', HTMLButtonElement);
    this.#captions = find(copy, '.captions-button', HTMLButtonElement);
    this.#captionLines = new CaptionLines(find(copy, '.reel-captions', HTMLElement));
    this.#feedback = find(copy, '.reel-feedback', HTMLElement);
    this.#words = new ReelWords(copy, reel, index);
    this.#bar = new ScrubBar(copy, scrub);
    this.#error = find(copy, '.reel-error', HTMLElement);
    this.#slow = find(copy, '.reel-slow', HTMLElement);
    this.#controls = [...copy.querySelectorAll<HTMLElement>('button, a, input, [role="slider"]')];
    this.element.dataset['reelId'] = reel.id;
    this.element.style.top = `${index * 100}%`;
    this.element.setAttribute('aria-posinset', String(place + 1));
    this.setTotal(total);
    this.element.setAttribute('aria-labelledby', this.#words.title.id);
    this.#poster = find(copy, '.reel-poster', HTMLImageElement);
    this.#posterUrl = posterUrl;
    this.#onPoster = onPoster;
    this.#preparePoster();
    this.setCurrent(false);
    this.setPlayState('idle');
  }

  get reelId(): string {
    return this.element.dataset['reelId'] ?? '';
  }

  setTotal(total: number | null): void {
    this.element.setAttribute('aria-setsize', String(total ?? -1));
  }

  mount(video: HTMLVideoElement): void {
    if (video.parentElement === this.#media) return;
    this.#media.append(video);
    this.#captionLines.follow(video);
  }

  /** Only the controls of the current reel can be reached. */
  setCurrent(isCurrent: boolean): void {
    if (isCurrent) this.element.setAttribute('aria-current', 'true');
    else this.element.removeAttribute('aria-current');
    for (const control of this.#controls) control.inert = !isCurrent;
    if (isCurrent) return this.#words.fold();
    // A finger that still holds lifts over another reel.
    this.showFeedback('', true);
    this.#bar.release();
  }

  /** Where a picture of the time at the pointer belongs. */
  get scrubPicture(): HTMLElement {
    return this.#bar.picture;
  }

  focus(): void {
    this.#tap.focus({ preventScroll: true });
  }

  setPlayState(state: PlayState): void {
    this.element.dataset['state'] = state;
    this.#tap.setAttribute('aria-label', state === 'paused' ? 'Play' : 'Pause');
  }

  setSound({ isMuted, volume }: { readonly isMuted: boolean; readonly volume: number }): void {
    this.#sound.setAttribute('aria-label', isMuted ? 'Turn sound on' : 'Turn sound off');
    this.element.dataset['sound'] = isMuted ? 'off' : 'on';
    this.#volume.valueAsNumber = isMuted ? 0 : volume;
  }

  /** The button stands where there is something to read. */
  setCaptions(hasCaptions: boolean, isOn: boolean): void {
    this.#captions.hidden = !hasCaptions;
    this.#captions.setAttribute('aria-pressed', String(isOn));
  }

  /** A word on the picture about what the viewer just did; a lasting one stands until it is taken away. */
  showFeedback(text: string, isLasting = false): void {
    for (const animation of this.#feedback.getAnimations()) animation.cancel();
    this.#feedback.textContent = text;
    if (isLasting) this.#feedback.style.opacity = text === '' ? '' : '1';
    else this.#feedback.animate([{ opacity: 1 }, { opacity: 1, offset: 0.6 }, { opacity: 0 }], feedbackMs);
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
    this.loadPoster();
    find(this.#error, 'h3', HTMLElement).textContent = title;
    find(this.#error, 'p', HTMLElement).textContent = advice;
    this.#error.hidden = false;
  }

  hideError(): void {
    this.#error.hidden = true;
  }

  /** It takes longer than a viewer waits without a word. A card that stands until the reel moves says more. */
  setSlow(isSlow: boolean): void {
    const isShown = isSlow && this.#error.hidden;
    this.#slow.hidden = !isShown;
    find(this.#slow, 'p', HTMLElement).textContent = isShown ? slowText : '';
  }

  setSavedCount(count: number): void {
    offerSaved(this.element, count);
  }

  /** Once: its bytes would be in the way of a reel that begins. */
  loadPoster(): void {
    const url = this.#posterUrl;
    if (url === null) return;
    this.#posterUrl = null;
    this.#poster.src = url;
    this.#onPoster(url);
  }

  #preparePoster(): void {
    const poster = this.#poster;
    poster.addEventListener('error', () => poster.remove());
    poster.addEventListener('load', () => {
      poster.toggleAttribute('data-wide', poster.naturalWidth > poster.naturalHeight);
    });
    if (this.#posterUrl === null) poster.remove();
  }
}

function soundHint(): string {
  return matchMedia('(hover: hover) and (pointer: fine)').matches ? 'Click to unmute' : 'Tap to unmute';
}
