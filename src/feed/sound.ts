import { keepSoundSetting, readSoundSetting } from './sound-setting.ts';

/** Whether reels are heard: what the viewer wants, as far as the browser's autoplay rules let it be. */
export class Sound {
  #wish = readSoundSetting();
  #isMuted = this.#wish !== 'on';

  constructor(
    readonly scroller: HTMLElement,
    readonly onChange: (isMuted: boolean) => void,
  ) {
    this.#showHint();
  }

  get isMuted(): boolean {
    return this.#isMuted;
  }

  toggle(): void {
    this.#wish = this.#isMuted ? 'on' : 'off';
    keepSoundSetting(this.#wish);
    this.#set(!this.#isMuted);
  }

  /** The browser plays nothing aloud before the viewer has touched the page. */
  refused(): void {
    this.#set(true);
  }

  #set(isMuted: boolean): void {
    this.#isMuted = isMuted;
    this.onChange(isMuted);
    this.#showHint();
  }

  /** Until the viewer has chosen, and whenever the browser silences a viewer who wants sound. */
  #showHint(): void {
    this.scroller.toggleAttribute('data-sound-hint', this.#isMuted && this.#wish !== 'off');
  }
}
