import type { Reel } from '../shared/feed.ts';
import { CaptionLines } from './caption-lines.ts';
import { find } from './document.ts';
import { slowText } from './failure-text.ts';
import { ReelDescription } from './reel-description.ts';
import { offerSaved } from './saved-offer.ts';
import { ScrubBar, type ScrubListener } from './scrub-bar.ts';

const feedbackMs = 700;

export type PlayState = 'idle' | 'playing' | 'paused' | 'waiting';

export type ArticleOptions = ScrubListener & {
  readonly onVolume: (volume: number) => void;
  readonly reel: Reel;
  readonly index: number;
  /** Number of feed entries before this reel. */
  readonly place: number;
  /** Number of entries in the feed; null while unknown. */
  readonly total: number | null;
  readonly posterUrl: string | null;
  readonly onPoster: (url: string) => void;
};

/** What the save button shows: the state, the share saved (0 to 1), and a label for screen readers. */
export type SaveMark = {
  readonly state: 'none' | 'saving' | 'paused' | 'saved';
  readonly share: number;
  readonly label: string;
};

/** The article of one reel in the document. */
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
  readonly #description: ReelDescription;
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
    this.#description = new ReelDescription(copy, reel, index);
    this.#bar = new ScrubBar(copy, scrub);
    this.#error = find(copy, '.reel-error', HTMLElement);
    this.#slow = find(copy, '.reel-slow', HTMLElement);
    this.#controls = [...copy.querySelectorAll<HTMLElement>('button, a, input, [role="slider"]')];
    this.element.dataset['reelId'] = reel.id;
    this.element.style.top = `${index * 100}%`;
    this.element.setAttribute('aria-posinset', String(place + 1));
    this.setTotal(total);
    this.element.setAttribute('aria-labelledby', this.#description.title.id);
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

  /** Marks the reel as current or not. Only the current reel's controls can be focused. */
  setCurrent(isCurrent: boolean): void {
    if (isCurrent) this.element.setAttribute('aria-current', 'true');
    else this.element.removeAttribute('aria-current');
    for (const control of this.#controls) control.inert = !isCurrent;
    if (isCurrent) return this.#description.fold();
    // A finger still holding this reel will be lifted over another one, so its hold and its drag end here.
    this.showFeedback('', true);
    this.#bar.release();
  }

  /** The container for the preview frame at the pointer's time. */
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

  /** Shows the captions button only if the reel has captions. */
  setCaptions(hasCaptions: boolean, isOn: boolean): void {
    this.#captions.hidden = !hasCaptions;
    this.#captions.setAttribute('aria-pressed', String(isOn));
  }

  /** Shows a word over the picture about the viewer's last action; a lasting one stays until it is replaced. */
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
    this.#setHidden(this.#error, true);
  }

  /** Shows or hides the notice that loading is slow. An error card, which says more, takes precedence. */
  setSlow(isSlow: boolean): void {
    const isShown = isSlow && this.#error.hidden;
    this.#setHidden(this.#slow, !isShown);
    find(this.#slow, 'p', HTMLElement).textContent = isShown ? slowText : '';
  }

  setSavedCount(count: number): void {
    offerSaved(this.element, count);
  }

  /** Loads the poster, once. Called late, so that the download does not compete with a starting reel. */
  loadPoster(): void {
    const url = this.#posterUrl;
    if (url === null) return;
    this.#posterUrl = null;
    this.#poster.src = url;
    this.#onPoster(url);
  }

  /** Moves the focus to the picture if it was in the hidden part, as it is after "Try again". */
  #setHidden(part: HTMLElement, isHidden: boolean): void {
    if (isHidden && part.contains(document.activeElement)) this.focus();
    part.hidden = isHidden;
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
