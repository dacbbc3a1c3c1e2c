import { keepSoundSetting, readSoundSetting } from './sound-setting.ts';
import { keepVolume, readVolume } from './volume-setting.ts';

/** After one of these a browser lets the page play aloud. */
const gestures = ['pointerup', 'keydown'] as const;

/** Whether reels are heard: what the viewer wants, as far as the browser's autoplay rules let it be. */
export class Sound {
  #wish = readSoundSetting();
  #isMuted = this.#wish !== 'on';
  #volume = readVolume();

  constructor(
    readonly scroller: HTMLElement,
    readonly onChange: () => void,
  ) {
    this.#showHint();
  }

  get isMuted(): boolean {
    return this.#isMuted;
  }

  get volume(): number {
    return this.#volume;
  }

  toggle(): void {
    this.#choose(this.#isMuted ? 'on' : 'off');
  }

  setVolume(volume: number): void {
    if (volume > 0) {
      this.#volume = volume;
      keepVolume(volume);
    }
    this.#choose(volume > 0 ? 'on' : 'off');
  }

  /** The browser plays nothing aloud before the viewer has touched the page. From the first touch on it does. */
  refused(): void {
    this.#set(true);
    const heard = new AbortController();
    for (const type of gestures) {
      addEventListener(
        type,
        (event) => {
          // Escape, Control and others do not count, and what is heard then is stopped.
          const { userActivation }: { userActivation?: Partial<UserActivation> } = navigator;
          if (userActivation?.hasBeenActive === false) return;
          heard.abort();
          // The sound button, or its key, says itself what the viewer wants.
          if (!isForSound(event) && this.#isMuted && this.#wish === 'on') this.#set(false);
        },
        { signal: heard.signal, capture: true },
      );
    }
  }

  #choose(wish: 'on' | 'off'): void {
    this.#wish = wish;
    keepSoundSetting(wish);
    this.#set(wish === 'off');
  }

  #set(isMuted: boolean): void {
    this.#isMuted = isMuted;
    this.onChange();
    this.#showHint();
  }

  /** Until the viewer has chosen, and whenever the browser silences a viewer who wants sound. */
  #showHint(): void {
    this.scroller.toggleAttribute('data-sound-hint', this.#isMuted && this.#wish !== 'off');
  }
}

function isForSound(event: Event): boolean {
  if (event instanceof KeyboardEvent) return event.key.toLowerCase() === 'm';
  return event.target instanceof Element && event.target.closest('[data-command="toggle-sound"]') !== null;
}
