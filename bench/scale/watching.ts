import * as fakeIndexedDb from 'fake-indexeddb';
import { VirtualLink } from '../virtual/virtual-link.ts';
import { NextreelPage } from '../virtual/nextreel-page.ts';
import { parsingTime } from '../virtual/parsing-time.ts';
import { VirtualTime } from '../virtual/virtual-time.ts';
import type { Visit } from './report.ts';
import { listReels, smallMedia } from './small-media.ts';

export type WatchingOptions = {
  readonly reels: number;
  /** Per playlist. */
  readonly segments: number;
  readonly secondsPerReel: number;
};

const link = { rttMs: 80, bpsAt: () => 4_000_000 };

/** Small budgets that soon fill up, so that a long session evicts all the time, as a real one does. */
const budgets = { memory_budget_bytes: 2 * 1024 * 1024, store_budget_bytes: 8 * 1024 * 1024 };

/** A viewer of a long feed over virtual time: the whole worker with its store, and the page's players. */
export class Watching {
  readonly #time = new VirtualTime();
  readonly #link: VirtualLink;
  readonly page: NextreelPage;
  readonly #dwellMs: number;
  #place = 0;

  private constructor({ reels, segments, secondsPerReel }: WatchingOptions) {
    this.#dwellMs = secondsPerReel * 1000;
    this.#link = new VirtualLink(this.#time, smallMedia(segments), link);
    this.page = new NextreelPage({ time: this.#time, link: this.#link, reels: listReels(reels, segments) });
  }

  /** Begins a session at `place`. Resolves after two reels, once the worker is running. */
  static async begin(options: WatchingOptions, place = 0): Promise<Watching> {
    AbortSignal.any = firstOf;
    Object.assign(globalThis, fakeIndexedDb, { indexedDB: new fakeIndexedDb.IDBFactory() });
    const watching = new Watching(options);
    watching.#place = place - 1;
    await watching.next();
    await watching.next();
    if (watching.page.worker === undefined) throw new Error('The worker did not begin while the first reels played');
    await watching.page.worker.settings.update({ cache: budgets });
    return watching;
  }

  get nowMs(): number {
    return this.#time.nowMs;
  }

  async next(): Promise<Visit> {
    const before = process.cpuUsage();
    const parsedMs = parsingTime.ms;
    this.#place += 1;
    // Requests that the worker leaves to the browser use the same link.
    const browserFetch = globalThis.fetch;
    globalThis.fetch = this.#link.fetch;
    this.page.show(this.#place);
    await this.#time.runUntil(this.#time.nowMs + this.#dwellMs);
    globalThis.fetch = browserFetch;
    const { user, system } = process.cpuUsage(before);
    // Emptied after each swipe, since the link's log would grow with the session.
    const requests = this.#link.log.splice(0).length;
    return { processorMs: (user + system) / 1000 - (parsingTime.ms - parsedMs), requests };
  }

  /** Calls `next` this many times. */
  async watch(visits: number): Promise<Visit[]> {
    const all: Visit[] = [];
    while (all.length < visits) all.push(await this.next());
    return all;
  }
}

/**
 * Replaces `AbortSignal.any`: Node 20 never releases its aborted signals (nodejs/node#64476), which would distort the
 * heap figures.
 */
function firstOf(signals: Iterable<AbortSignal>): AbortSignal {
  const first = new AbortController();
  for (const signal of signals) {
    const follow = () => first.abort(signal.reason);
    if (signal.aborted) follow();
    else signal.addEventListener('abort', follow, { once: true });
  }
  return first.signal;
}
