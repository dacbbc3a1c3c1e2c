import type { NextreelReelElement } from '../package/element-types.ts';
import { addressIn } from './feed-entry.ts';
import { playWhenSeen } from './play-when-seen.ts';
import styles from './reel.css?inline';
import { ElementBase, make, shadowOf } from './shadow.ts';

/** The sound setting, shared by all reels of the page. */
const sound = { isMuted: true, reels: new Set<ReelElement>() };

/** One reel: its video, title and author, and a mute button. */
export class ReelElement extends ElementBase implements NextreelReelElement {
  static readonly observedAttributes = ['src', 'poster', 'heading', 'author'];
  readonly video = make('video', { part: 'video', playsinline: '', loop: '', muted: '', preload: 'none' });
  readonly #title = make('span', { part: 'title' });
  readonly #author = make('span', { part: 'author' });
  readonly #sound = make('button', { part: 'sound', type: 'button' });
  #stop: (() => void) | null = null;

  constructor() {
    super();
    const text = make('div', { part: 'text' }, make('slot', {}, this.#title, this.#author));
    shadowOf(this, styles, this.video, text, this.#sound);
    this.addEventListener('click', (event) => {
      // Controls placed over the video handle their own clicks.
      if (!event.defaultPrevented && !event.composedPath().some(isControl)) this.togglePlay();
    });
    this.#sound.addEventListener('click', () => this.toggleSound());
  }

  get reelId(): string {
    return this.getAttribute('reel-id') ?? '';
  }

  get muted(): boolean {
    return sound.isMuted;
  }

  set muted(isMuted: boolean) {
    sound.isMuted = isMuted;
    for (const reel of sound.reels) reel.#showSound();
  }

  togglePlay(): void {
    if (this.video.paused) this.video.play().catch(() => undefined);
    else this.video.pause();
  }

  toggleSound(): void {
    this.muted = !this.muted;
  }

  connectedCallback(): void {
    sound.reels.add(this);
    this.setAttribute('role', 'article');
    this.#showSound();
    this.#begin();
  }

  disconnectedCallback(): void {
    sound.reels.delete(this);
    this.#end();
  }

  attributeChangedCallback(name: string, _before: string | null, value: string | null): void {
    if (name === 'src') this.#begin();
    else if (name === 'poster') this.video.poster = value ?? '';
    else this.#showLabels();
  }

  #begin(): void {
    this.#end();
    const src = addressIn(this, 'src');
    if (!this.isConnected || src === null) return;
    this.#stop = playWhenSeen(this.video, src, {
      onSeen: () => this.#dispatch('nextreel-seen', {}),
      onFailure: (message) => this.#dispatch('nextreel-error', { message }),
    });
  }

  #end(): void {
    this.#stop?.();
    this.#stop = null;
  }

  #showLabels(): void {
    const heading = this.getAttribute('heading') ?? '';
    this.#title.textContent = heading;
    this.#author.textContent = this.getAttribute('author') ?? '';
    if (heading !== '') this.setAttribute('aria-label', heading);
  }

  #showSound(): void {
    this.video.muted = sound.isMuted;
    this.#sound.textContent = sound.isMuted ? '🔇' : '🔊';
    this.#sound.setAttribute('aria-label', sound.isMuted ? 'Unmute' : 'Mute');
  }

  #dispatch(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

function isControl(target: EventTarget): boolean {
  return (
    target instanceof Element && target.matches('a, button, input, label, select, summary, textarea, [role="button"]')
  );
}
