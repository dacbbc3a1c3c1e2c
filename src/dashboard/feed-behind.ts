import type { Placement } from './frame.ts';

/** As in feed-beside.css: on smaller screens the full page covers the feed. */
const hasRoomBeside = '(min-width: 1080px) and (min-height: 480px)';

/** Makes the feed inert while the dashboard covers it, so that the focus cannot go where nothing is seen. */
export class FeedBehind {
  readonly #room = matchMedia(hasRoomBeside);
  readonly #life = new AbortController();
  #placement: Placement;

  constructor(placement: Placement) {
    this.#placement = placement;
    this.#room.addEventListener('change', () => this.#update(), { signal: this.#life.signal });
    this.#update();
  }

  setPlacement(placement: Placement): void {
    this.#placement = placement;
    this.#update();
  }

  /** Makes the feed usable again; called before the dashboard gives the focus back to it. */
  release(): void {
    this.#life.abort();
    setInert(false);
  }

  #update(): void {
    setInert(this.#placement === 'page' && !this.#room.matches);
  }
}

function setInert(isInert: boolean): void {
  for (const part of document.querySelectorAll<HTMLElement>('.masthead, main')) part.inert = isInert;
}
