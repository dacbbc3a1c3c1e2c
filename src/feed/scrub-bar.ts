import { formatTime, scrubTarget, shareAt } from './scrub-position.ts';

const fineStepSeconds = 1;
const coarseStepSeconds = 5;

export type ScrubListener = {
  /** The viewer holds the bar: the picture follows. */
  readonly onSeek: (seconds: number) => void;
};

/** Shows where the reel is and moves it, by pointer and by keys. */
export class ScrubBar {
  #positionSeconds = 0;
  #durationSeconds = 0;
  #pointerId: number | null = null;

  constructor(
    readonly element: HTMLElement,
    readonly time: HTMLElement,
    readonly listener: ScrubListener,
  ) {
    element.addEventListener('keydown', (event) => this.#followKey(event));
    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || this.#durationSeconds === 0) return;
      this.#pointerId = event.pointerId;
      element.setPointerCapture(event.pointerId);
      element.toggleAttribute('data-held', true);
      this.#followPointer(event);
    });
    element.addEventListener('pointermove', (event) => this.#followPointer(event));
    for (const type of ['pointerup', 'pointercancel'] as const) {
      element.addEventListener(type, () => {
        this.#pointerId = null;
        element.toggleAttribute('data-held', false);
      });
    }
  }

  show(positionSeconds: number, durationSeconds: number): void {
    this.#positionSeconds = positionSeconds;
    this.#durationSeconds = durationSeconds;
    const share = durationSeconds > 0 ? positionSeconds / durationSeconds : 0;
    this.element.style.setProperty('--share', share.toFixed(4));
    const now = String(Math.floor(positionSeconds));
    if (this.element.getAttribute('aria-valuenow') === now && this.time.textContent !== '') return;
    this.element.setAttribute('aria-valuenow', now);
    this.element.setAttribute('aria-valuemax', String(Math.floor(durationSeconds)));
    this.element.setAttribute('aria-valuetext', `${formatTime(positionSeconds)} of ${formatTime(durationSeconds)}`);
    this.time.textContent = `${formatTime(positionSeconds)} / ${formatTime(durationSeconds)}`;
  }

  get #isRtl(): boolean {
    return getComputedStyle(this.element).direction === 'rtl';
  }

  #followPointer({ pointerId, clientX }: PointerEvent): void {
    if (pointerId !== this.#pointerId) return;
    const { left, width } = this.element.getBoundingClientRect();
    this.#seek(shareAt(clientX - left, width, this.#isRtl) * this.#durationSeconds);
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
    // The very end would begin anew at once.
    const latest = Math.max(0, this.#durationSeconds - 0.1);
    const target = Math.min(Math.max(0, seconds), latest);
    this.listener.onSeek(target);
    this.show(target, this.#durationSeconds);
  }
}
