import type { Reel } from '../shared/feed.ts';
import type { PageMessage } from '../shared/messages.ts';
import {
  isSavedChangedMessage,
  maxReelsAtOnce,
  readSavedList,
  type SavedList,
  type SavedOrder,
  type SavedReel,
} from '../shared/saved.ts';
import { isSignedOutMessage } from '../shared/signed-out.ts';
import { workers } from '../worker-client/workers.ts';
import { endBackgroundFetches, startBackgroundFetches } from './background-saving.ts';
import { replyTimeoutMs } from './saved-request.ts';

const repeatMs = 1000;
/** How many times an order without visible effect, or an unanswered request for the list, is repeated. */
const maxRepeats = 5;

export type SavedClientOptions = {
  /** Returns the registration of the worker to use; by default the page's. */
  readonly registration?: () => Promise<ServiceWorkerRegistration | undefined>;
  /** Ends all listening and polling when aborted. */
  readonly signal?: AbortSignal;
};

/**
 * Sends orders to save reels to the worker and receives the list of saved reels. Requests the list again when any page
 * has changed it, and every second while something is being saved, which also wakes a stopped worker. Each list is
 * complete and replaces the previous one.
 */
export class SavedClient {
  #list: SavedList | null = null;
  /** Number of this page's latest order; older orders are no longer repeated. */
  #latestOrder = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Number of requests for the list since the latest answer. */
  #unanswered = 0;
  #registration: ServiceWorkerRegistration | undefined;

  constructor(
    readonly onChange: (list: SavedList) => void,
    readonly options: SavedClientOptions = {},
  ) {
    const { signal } = options;
    const until = signal === undefined ? {} : { signal };
    const container = workers();
    if (container === undefined) return;
    container.addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) => {
        const list = readSavedList(data);
        if (list !== undefined) this.#receive(list);
        else if (isSavedChangedMessage(data)) void this.refresh();
        else if (isSignedOutMessage(data)) this.forget();
      },
      until,
    );
    document.addEventListener('visibilitychange', () => void this.#showOrHide(), until);
    signal?.addEventListener('abort', () => clearTimeout(this.#timer));
  }

  /** The latest list from the worker; null before the first. */
  get list(): SavedList | null {
    return this.#list;
  }

  refresh(): Promise<boolean> {
    clearTimeout(this.#timer);
    // The worker does not answer while it cannot load its records, nor if it is stopped meanwhile.
    if (this.#unanswered < maxRepeats) this.#timer = setTimeout(() => void this.refresh(), replyTimeoutMs);
    this.#unanswered += 1;
    return this.#post({ type: 'list-saved' });
  }

  /** Resolves with false if there is no worker. Rejects, as `order` does, if there are too many reels for a message. */
  async save(reels: readonly SavedReel[]): Promise<boolean> {
    const isListed = (list: SavedList) => reels.every(({ id }) => list.reels.some(({ reel }) => reel.id === id));
    if (!(await this.#sendUntilDone({ type: 'save', reels: [...reels] }, reels.length, isListed))) return false;
    void requestPersistence();
    return true;
  }

  order(order: SavedOrder, reelIds: readonly string[]): Promise<boolean> {
    const isGone = (list: SavedList) => !list.reels.some(({ reel }) => reelIds.includes(reel.id));
    const before = this.#list;
    const isDone = order === 'remove' ? isGone : (list: SavedList) => list !== before;
    return this.#sendUntilDone({ type: 'order-saved', reelIds: [...reelIds], order }, reelIds.length, isDone);
  }

  /** Sends an order until it takes effect: a worker being stopped loses it. Only the latest order is repeated. */
  async #sendUntilDone(message: PageMessage, count: number, isDone: (list: SavedList) => boolean): Promise<boolean> {
    if (count > maxReelsAtOnce) throw new RangeError(`${count} reels are too many: at most ${maxReelsAtOnce} at once.`);
    this.#latestOrder += 1;
    const order = this.#latestOrder;
    const repeat = (repeats: number) => {
      const isOver = this.options.signal?.aborted === true || order !== this.#latestOrder || repeats === maxRepeats;
      if (isOver || (this.#list !== null && isDone(this.#list))) return;
      void this.#post(message);
      setTimeout(() => repeat(repeats + 1), repeatMs);
    };
    if (!(await this.#post(message))) return false;
    setTimeout(() => repeat(0), repeatMs);
    return true;
  }

  #receive(list: SavedList): void {
    const isFirst = this.#list === null;
    this.#list = list;
    this.#unanswered = 0;
    if (isFirst && document.visibilityState === 'visible') void this.#showOrHide();
    this.onChange(list);
    clearTimeout(this.#timer);
    if (list.reels.some(({ state, update }) => state === 'saving' || update === 'wanted')) {
      this.#timer = setTimeout(() => void this.refresh(), repeatMs);
    }
  }

  /** Drops the list and the pending orders of a viewer who has signed out. */
  forget(): void {
    this.#list = null;
    this.#latestOrder += 1;
    clearTimeout(this.#timer);
  }

  async #showOrHide(): Promise<void> {
    if (this.#list === null || this.#registration === undefined) return;
    if (document.visibilityState === 'hidden') startBackgroundFetches(this.#list, this.#registration);
    else await endBackgroundFetches(this.#registration);
    await this.refresh();
  }

  async #post(message: PageMessage): Promise<boolean> {
    const container = workers();
    if (container === undefined) return false;
    const { registration = () => container.getRegistration() } = this.options;
    this.#registration = await registration();
    const worker = this.#registration?.active ?? null;
    worker?.postMessage(message, []);
    return worker !== null;
  }
}

/** Asks the browser not to evict this site's storage when the disk is full. Some browsers ask the viewer. */
export async function requestPersistence(): Promise<void> {
  try {
    if (!(await navigator.storage.persisted())) await navigator.storage.persist();
  } catch {
    // Without a storage manager the browser may evict saved reels at any time.
  }
}

export function savedReelOf(reel: Reel, urlOf: (path: string) => string): SavedReel {
  const { id, format, durationSeconds, tags, title, author, mayKeepKeys } = reel;
  const poster = reel.poster === null ? null : urlOf(reel.poster);
  const known = { id, url: urlOf(reel.src), format, poster, durationSeconds, tags: [...tags], title, author };
  return mayKeepKeys === true ? { ...known, keys: true } : known;
}
