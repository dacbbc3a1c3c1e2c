import { readSoundSetting, writeSoundSetting } from './sound-setting.ts';
import { readVolume, writeVolume } from './volume-setting.ts';

/** Events after which browsers allow playback with sound. */
const gestures = ['pointerup', 'keydown'] as const;

/** Whether reels play with sound: what the viewer wants, as far as the browser's autoplay policy allows. */
export class Sound {
  #setting = readSoundSetting();
  #isMuted = this.#setting !== 'on';
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
      writeVolume(volume);
    }
    this.#choose(volume > 0 ? 'on' : 'off');
  }

  /** Mutes after the browser has refused to play with sound, until the viewer's first gesture on the page. */
  muteUntilGesture(): void {
    this.#set(true);
    const listening = new AbortController();
    for (const type of gestures) {
      addEventListener(
        type,
        (event) => {
          // Escape, Control and others do not count: the browser would stop a video that is unmuted then.
          const { userActivation }: { userActivation?: Partial<UserActivation> } = navigator;
          if (userActivation?.hasBeenActive === false) return;
          // The sound button and its key set what the viewer wants themselves, unless no click follows.
          if (isSoundControl(event)) return;
          listening.abort();
          if (this.#isMuted && this.#setting === 'on') this.#set(false);
        },
        { signal: listening.signal, capture: true },
      );
    }
  }

  #choose(setting: 'on' | 'off'): void {
    this.#setting = setting;
    writeSoundSetting(setting);
    this.#set(setting === 'off');
  }

  #set(isMuted: boolean): void {
    this.#isMuted = isMuted;
    this.onChange();
    this.#showHint();
  }

  /** Shows the hint until the viewer has chosen, and whenever the browser mutes a viewer who wants sound. */
  #showHint(): void {
    this.scroller.toggleAttribute('data-sound-hint', this.#isMuted && this.#setting !== 'off');
  }
}

function isSoundControl(event: Event): boolean {
  if (event instanceof KeyboardEvent) return event.key.toLowerCase() === 'm';
  return event.target instanceof Element && event.target.closest('[data-command="toggle-sound"]') !== null;
}
