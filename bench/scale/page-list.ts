import { FeedSource } from '../../src/feed/feed-source.ts';
import type { Signal } from '../../src/shared/signals.ts';
import { unknownDevice } from '../../src/shared/unknown-device.ts';
import { Tracker } from '../../src/tracker/tracker.ts';
import { buildView } from '../../src/worker-client/view.ts';
import { listReels } from './small-media.ts';

const feedUrl = 'http://site.test/feed.json';
const reelsPerPage = 100;

/** The page's list of a long feed, loaded page by page to its end, without a document. */
export class PageList {
  readonly source: FeedSource;
  readonly #sent: Signal[] = [];
  readonly #tracker = new Tracker((signal) => this.#sent.push(signal));

  private constructor(reels: number) {
    const all = listReels(reels, 4);
    const pageAt = (first: number) => ({
      origins: [{ id: 'origin', url: 'http://origin.test/' }],
      reels: all.slice(first, first + reelsPerPage).map((reel) => ({ ...reel, title: reel.id, author: 'somebody' })),
      next: first + reelsPerPage < reels ? `feed.json?first=${first + reelsPerPage}` : null,
      total: reels,
    });
    this.source = new FeedSource({
      url: feedUrl,
      fetchJson: (url) => Promise.resolve(pageAt(Number(new URL(url).searchParams.get('first') ?? 0))),
      onWarning: (warning) => console.warn(warning),
    });
  }

  static async load(reels: number): Promise<PageList> {
    const list = new PageList(reels);
    while (list.source.hasMore) await list.source.loadMore();
    return list;
  }

  /**
   * Does the page's work on a swipe to this place, except playback. Returns the length of its messages to the worker as
   * JSON.
   */
  swipeTo(index: number, nowMs: number): number {
    const { source } = this;
    const reel = source.reels[index];
    if (reel === undefined) throw new RangeError(`The feed has no reel at ${index}`);
    this.#tracker.enter({ reelId: reel.id, index, durationSeconds: reel.durationSeconds }, nowMs);
    source.isFirst(index);
    source.entranceOf(index);
    const view = buildView({
      viewerId: 'viewer',
      atMs: nowMs,
      visible: true,
      reels: source.reels,
      placeOf: source.placeOf,
      activeIndex: index,
      origins: source.origins,
      pageUrl: feedUrl,
      nextPageUrl: source.nextUrl,
      playback: { positionSeconds: 0, bufferAheadSeconds: 0, bufferedToEnd: false, paused: false },
      throughputBps: null,
      device: unknownDevice,
    });
    return JSON.stringify([view, ...this.#sent.splice(0)]).length;
  }
}
