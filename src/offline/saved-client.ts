import type { Reel } from '../shared/feed.ts';
import type { PageMessage } from '../shared/messages.ts';
import {
  maxReelsAtOnce,
  readSavedList,
  type SavedList,
  type SavedOrder,
  type SavedReel,
  saysSavedChanged,
} from '../shared/saved.ts';
import { saysSignedOut } from '../shared/signed-out.ts';
import { handOver, takeBack } from './background-saving.ts';

const repeatMs = 1000;
/** So often an order is said again whose effect does not show. */
const mostRepeats = 5;

export type SavedClientOptions = {
  /** Of the worker to speak to: that of the page, unless said otherwise. */
  readonly registration?: () => Promise<ServiceWorkerRegistration | undefined>;
  /** Ends all of it. */
  readonly signal?: AbortSignal;
};

/**
 * Asks the worker to save reels and hears what is saved. It asks again when any page has changed that, and every second
 * while something is being saved, which also wakes a worker that was stopped meanwhile; what the worker said last is always
 * the whole truth.
 */
export class SavedClient {
  #list: SavedList | null = null;
  /** Which order of this page is the latest. */
  #latestOrder = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #registration: ServiceWorkerRegistration | undefined;

  constructor(
    readonly onChange: (list: SavedList) => void,
    readonly options: SavedClientOptions = {},
  ) {
    const { signal } = options;
    const until = signal === undefined ? {} : { signal };
    if (!('serviceWorker' in navigator)) return;
    navigator.serviceWorker.addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) => {
        const list = readSavedList(data);
        if (list !== undefined) this.#take(list);
        else if (saysSavedChanged(data)) void this.refresh();
        else if (saysSignedOut(data)) this.#forget();
      },
      until,
    );
    document.addEventListener('visibilitychange', () => void this.#showOrHide(), until);
    signal?.addEventListener('abort', () => clearTimeout(this.#timer));
  }

  /** What the worker said last; null before it has. */
  get list(): SavedList | null {
    return this.#list;
  }

  refresh(): Promise<boolean> {
    return this.#post({ type: 'list-saved' });
  }

  /** False where there is no worker that could save anything. Rejects, as `order` does, where one message cannot hold them. */
  async save(reels: readonly SavedReel[]): Promise<boolean> {
    const isListed = (list: SavedList) => reels.every(({ id }) => list.reels.some(({ reel }) => reel.id === id));
    if (!(await this.#insist({ type: 'save', reels: [...reels] }, reels.length, isListed))) return false;
    void askToPersist();
    return true;
  }

  order(order: SavedOrder, reelIds: readonly string[]): Promise<boolean> {
    const isGone = (list: SavedList) => !list.reels.some(({ reel }) => reelIds.includes(reel.id));
    const isDone = order === 'remove' ? isGone : () => true;
    return this.#insist({ type: 'order-saved', reelIds: [...reelIds], order }, reelIds.length, isDone);
  }

  /** A worker that is stopped while it is told something has not heard it. What the viewer wants by now counts alone. */
  async #insist(message: PageMessage, count: number, isDone: (list: SavedList) => boolean): Promise<boolean> {
    if (count > maxReelsAtOnce) throw new RangeError(`${count} reels are too many: at most ${maxReelsAtOnce} at once.`);
    this.#latestOrder += 1;
    const order = this.#latestOrder;
    const repeat = (repeats: number) => {
      const isOver = this.options.signal?.aborted === true || order !== this.#latestOrder || repeats === mostRepeats;
      if (isOver || (this.#list !== null && isDone(this.#list))) return;
      void this.#post(message);
      setTimeout(() => repeat(repeats + 1), repeatMs);
    };
    if (!(await this.#post(message))) return false;
    setTimeout(() => repeat(0), repeatMs);
    return true;
  }

  #take(list: SavedList): void {
    const isFirst = this.#list === null;
    this.#list = list;
    if (isFirst && document.visibilityState === 'visible') void this.#showOrHide();
    this.onChange(list);
    clearTimeout(this.#timer);
    if (list.reels.some(({ state, update }) => state === 'saving' || update === 'wanted')) {
      this.#timer = setTimeout(() => void this.refresh(), repeatMs);
    }
  }

  /** What the viewer who has gone had saved, and wanted, is not the next one's. */
  #forget(): void {
    this.#list = null;
    this.#latestOrder += 1;
    clearTimeout(this.#timer);
  }

  async #showOrHide(): Promise<void> {
    if (this.#list === null || this.#registration === undefined) return;
    if (document.visibilityState === 'hidden') handOver(this.#list, this.#registration);
    else await takeBack(this.#registration);
    await this.refresh();
  }

  async #post(message: PageMessage): Promise<boolean> {
    if (!('serviceWorker' in navigator)) return false;
    const { registration = () => navigator.serviceWorker.getRegistration() } = this.options;
    this.#registration = await registration();
    const worker = this.#registration?.active ?? null;
    worker?.postMessage(message, []);
    return worker !== null;
  }
}

/** The browser then throws nothing away by itself when the disk is short. Some browsers ask the viewer. */
export async function askToPersist(): Promise<void> {
  try {
    if (!(await navigator.storage.persisted())) await navigator.storage.persist();
  } catch {
    // Without a storage manager what is saved lives as long as the browser likes.
  }
}

export function savedReelOf(reel: Reel, urlOf: (path: string) => string): SavedReel {
  const { id, format, durationSeconds, tags, title, author, mayKeepKeys } = reel;
  const poster = reel.poster === null ? null : urlOf(reel.poster);
  const known = { id, url: urlOf(reel.src), format, poster, durationSeconds, tags: [...tags], title, author };
  return mayKeepKeys === true ? { ...known, keys: true } : known;
}
