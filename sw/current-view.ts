import type { View } from '../src/shared/messages.ts';
import { dropOldest } from './decision/drop-oldest.ts';
import { cautiousBps } from './decision/plan/client-state.ts';

/** A playing page repeats its view every second; one that has been silent for this long no longer plays. */
const viewLifetimeMs = 4000;
/** A visible page whose reel is paused sends a view with each report of its device. */
const pausedLifetimeMs = 15_000;
const maxPages = 50;

/** The latest view of the page that the viewer is watching. */
export class CurrentView {
  #latest: View | undefined;
  #pageId = '';
  /** The reel that each page showed last. */
  readonly #shown = new Map<string, { readonly reelId: string | undefined; readonly seenAtMs: number }>();

  constructor(readonly nowMs: () => number) {}

  get latest(): View | undefined {
    return this.#latest;
  }

  /**
   * Takes a page's view. Returns false if the page does not represent the viewer: it is in the background, or plays on
   * while the viewer swipes in another visible page. Plans for both in turn would cancel each other's transfers.
   */
  accept(view: View, pageId: string): boolean {
    const reelId = view.reels[view.currentIndex]?.id;
    const hasMoved = this.#shown.get(pageId)?.reelId !== reelId;
    this.#shown.set(pageId, { reelId, seenAtMs: view.visible ? this.nowMs() : Number.NEGATIVE_INFINITY });
    dropOldest(this.#shown, maxPages);
    if (!(view.visible && hasMoved) && pageId !== this.#pageId && this.#isWatched()) return false;
    this.#latest = view;
    this.#pageId = pageId;
    return true;
  }

  /** Returns the reel with the URLs that the page has for it now, if the page lists it. */
  withCurrentUrls<Reel extends { readonly id: string }>(reel: Reel): Reel {
    const seen = this.#latest?.reels.find(({ id }) => id === reel.id);
    return seen === undefined ? reel : { ...reel, url: seen.url, poster: seen.poster };
  }

  isListing(reelId: string): boolean {
    return this.#latest?.reels.some(({ id }) => id === reelId) === true;
  }

  forget(): void {
    this.#latest = undefined;
    this.#shown.clear();
  }

  get throughputBps(): number {
    return this.#latest?.throughputBps ?? cautiousBps;
  }

  get savesData(): boolean {
    return this.#latest?.device.connection.saveData ?? false;
  }

  /** Whether a visible page shows the reel, playing or not. */
  isShowing(reelId: string): boolean {
    const isRecent = (seenAtMs: number) => Math.abs(this.nowMs() - seenAtMs) < pausedLifetimeMs;
    return [...this.#shown.values()].some((shown) => shown.reelId === reelId && isRecent(shown.seenAtMs));
  }

  /** Whether a visible reel is playing, so that it may need the network for itself. */
  get isPlaying(): boolean {
    return this.#isWatched() && this.#latest?.playback.paused === false && !this.savesData;
  }

  #isWatched(): boolean {
    // The page's clock may be slightly ahead of this one, and either may be set back.
    return this.#latest?.visible === true && Math.abs(this.nowMs() - this.#latest.atMs) < viewLifetimeMs;
  }
}
