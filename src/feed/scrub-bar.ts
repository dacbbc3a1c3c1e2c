import { find } from './document.ts';
import { formatTime, scrubTarget, shareAt } from './scrub-position.ts';

const fineStepSeconds = 1;
const coarseStepSeconds = 5;

export type ScrubListener = {
  /** Called when the viewer moves the position by dragging or by key. */
  readonly onSeek: (seconds: number) => void;
  /** Called with the time under the pointer; null once the pointer has left the bar. */
  readonly onPoint: (seconds: number | null) => void;
};

/** Shows the position and seeks by pointer and by keys. A bubble above it shows the time at the pointer. */
export class ScrubBar {
  /** The container for the preview frame at the pointer's time. */
  readonly picture: HTMLElement;
  readonly #element: HTMLElement;
  readonly #bubble: HTMLElement;
  readonly #time: HTMLElement;
  #positionSeconds = 0;
  #durationSeconds = 0;
  #pointSeconds: number | null = null;
  #pointerId: number | null = null;

  constructor(
    parent: ParentNode,
    readonly listener: ScrubListener,
  ) {
    this.#element = find(parent, '.reel-progress', HTMLElement);
    this.#bubble = find(parent, '.scrub-bubble', HTMLElement);
    this.#time = find(parent, '.reel-time', HTMLElement);
    this.picture = find(parent, '.scrub-picture', HTMLElement);
    const element = this.#element;
    element.addEventListener('keydown', (event) => this.#followKey(event));
    element.addEventListener('pointerdown', (event) => {
      // A second finger does not take over from the first.
      if (event.button !== 0 || this.#durationSeconds === 0 || this.#pointerId !== null) return;
      this.#pointerId = event.pointerId;
      element.setPointerCapture(event.pointerId);
      element.toggleAttribute('data-held', true);
      this.#followPointer(event);
    });
    element.addEventListener('pointermove', (event) => this.#followPointer(event));
    for (const type of ['pointerup', 'pointercancel', 'pointerleave'] as const) {
      element.addEventListener(type, ({ pointerId, pointerType }) => {
        if (this.#pointerId !== null && (type === 'pointerleave' || pointerId !== this.#pointerId)) return;
        this.#pointerId = null;
        element.toggleAttribute('data-held', false);
        // After its button is released, a mouse is still over the bar.
        if (type !== 'pointerup' || pointerType !== 'mouse') this.#point(null);
      });
    }
  }

  show(positionSeconds: number, durationSeconds: number): void {
    this.#positionSeconds = positionSeconds;
    this.#durationSeconds = durationSeconds;
    this.#element.style.setProperty('--share', this.#shareOf(positionSeconds));
    this.#showTime();
    const text = `${formatTime(positionSeconds)} of ${formatTime(durationSeconds)}`;
    if (this.#element.getAttribute('aria-valuetext') === text) return;
    this.#element.setAttribute('aria-valuenow', String(Math.floor(positionSeconds)));
    this.#element.setAttribute('aria-valuemax', String(Math.floor(durationSeconds)));
    this.#element.setAttribute('aria-valuetext', text);
  }

  /** Ends a drag that is in progress, because another reel has become current. */
  release(): void {
    const held = this.#pointerId;
    if (held === null) return;
    this.#pointerId = null;
    this.#element.releasePointerCapture(held);
    this.#element.toggleAttribute('data-held', false);
    this.#point(null);
  }

  get #isRtl(): boolean {
    return getComputedStyle(this.#element).direction === 'rtl';
  }

  #shareOf(seconds: number): string {
    return (this.#durationSeconds > 0 ? seconds / this.#durationSeconds : 0).toFixed(4);
  }

  #showTime(): void {
    const seconds = this.#pointSeconds ?? this.#positionSeconds;
    this.#bubble.style.setProperty('--point', this.#shareOf(seconds));
    const text = `${formatTime(seconds)} / ${formatTime(this.#durationSeconds)}`;
    if (this.#time.textContent !== text) this.#time.textContent = text;
  }

  #point(seconds: number | null): void {
    this.#pointSeconds = seconds;
    this.#showTime();
    this.listener.onPoint(seconds);
  }

  #followPointer({ pointerId, pointerType, clientX }: PointerEvent): void {
    const isHeld = pointerId === this.#pointerId;
    if ((!isHeld && pointerType !== 'mouse') || this.#durationSeconds === 0) return;
    const { left, width } = this.#element.getBoundingClientRect();
    const seconds = shareAt(clientX - left, width, this.#isRtl) * this.#durationSeconds;
    this.#point(seconds);
    if (isHeld) this.#seek(seconds);
  }

  #followKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? coarseStepSeconds : fineStepSeconds;
    const target = scrubTarget(event.key, { seconds: this.#positionSeconds, step, isRtl: this.#isRtl });
    if (target === null) return;
    event.preventDefault();
    this.#seek(target);
  }

  #seek(seconds: number): void {
    // A seek to the very end would end the reel and make it loop or advance at once.
    const latest = Math.max(0, this.#durationSeconds - 0.1);
    const target = Math.min(Math.max(0, seconds), latest);
    this.listener.onSeek(target);
    this.show(target, this.#durationSeconds);
  }
}
