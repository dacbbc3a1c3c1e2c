import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FeedLoading } from './feed-loading.ts';
import type { FeedEntrance } from './feed-source.ts';
import { FeedSource } from './feed-source.ts';
import type { Notice } from './page-status.ts';

const feedUrl = 'https://feed.example/feed.json';
const reelsOf = (...places: number[]) => places.map((place) => ({ id: `r${place}`, src: `r${place}.m3u8` }));
const twelve = { reels: reelsOf(...Array.from({ length: 12 }).keys()), next: '?page=2' };

/** `pages` maps the query string after the feed's URL to the page returned for it. */
function loadingOf(startReelId: string | null, pages: Record<string, unknown>, entrance: FeedEntrance | null = null) {
  const calls: unknown[] = [];
  const source = new FeedSource({
    url: feedUrl,
    fetchJson: (url) => {
      const page = pages[url.slice(feedUrl.length)];
      return page === undefined ? Promise.reject(new Error('status 500')) : Promise.resolve(page);
    },
    onWarning: (warning) => calls.push(warning),
  });
  const loading = new FeedLoading({
    source,
    feedUrl,
    startReelId,
    entrance,
    isSavedFeed: false,
    scroller: { setAttribute: () => undefined },
    status: {
      showNotice: ({ title }) => calls.push(title),
      hideNotice: () => undefined,
      showBriefly: (text) => calls.push(text),
    },
    onReels: (all, startIndex) => calls.push([all.length, startIndex]),
    onNothingPlays: () => undefined,
    onWarning: (warning) => calls.push(warning),
  });
  return { loading, calls, source };
}

beforeEach(() => void vi.stubGlobal('navigator', { onLine: true }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('FeedLoading', () => {
  it('keeps the failure notice and its retry button while it retries automatically', async () => {
    vi.useFakeTimers();
    const notices: Notice[] = [];
    const status = { showNotice: (notice: Notice) => notices.push(notice), hideNotice: vi.fn(), showBriefly: vi.fn() };
    const silent = () => new Promise<never>((_, reject) => setTimeout(() => reject(new Error('silent')), 15_000));
    const { loading } = loadingOf(null, {});
    const slow = new FeedLoading({
      ...loading.options,
      source: new FeedSource({ url: feedUrl, fetchJson: silent, onWarning: () => undefined }),
      status,
    });
    const titles = () => notices.splice(0).map(({ title }) => title);
    const wait = async (isOver: Promise<void>) => {
      await vi.advanceTimersByTimeAsync(15_000);
      await isOver;
    };
    const words = ['Still waiting for the feed', 'Can’t reach the feed right now'];
    await wait(slow.load(-1));
    const [, failure] = notices;
    expect(titles()).toEqual(words);
    await wait(slow.load(-1));
    expect(titles()).toEqual(words.slice(1));
    // The viewer presses the retry button.
    failure?.onRetry?.();
    expect(status.hideNotice).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(titles()).toEqual(words);
  });

  it('begins with the loaded reels when a page fails before the wanted reel is found', async () => {
    const { loading, calls } = loadingOf('r99', { '': twelve, '?reel=r99': twelve });
    await loading.load(-1);
    const warning = `The feed at ${feedUrl}?page=2 did not load: status 500`;
    expect(calls).toEqual(['That reel is not in this feed', [12, 0], warning]);
  });

  it('begins with the reel in the URL, on the page that the feed service returns for it', async () => {
    const { loading, calls, source } = loadingOf('r70', { '?reel=r70': { reels: reelsOf(69, 70, 71), offset: 69 } });
    await loading.load(-1);
    expect(calls).toEqual([[3, 1]]);
    expect(source.placeOf(0)).toBe(69);
  });

  it('searches page by page when the service cannot return the page of a reel', async () => {
    const { loading, calls } = loadingOf('r13', { '': twelve, '?page=2': { reels: reelsOf(12, 13) } });
    await loading.load(-1);
    expect(calls).toEqual([[14, 13]]);
  });

  it('keeps searching for the reel when the network comes back meanwhile', async () => {
    const { loading, calls } = loadingOf('r13', {
      '': twelve,
      get '?page=2'() {
        void loading.load(-1);
        return { reels: reelsOf(12, 13) };
      },
    });
    await loading.load(-1);
    expect(calls).toEqual([[14, 13]]);
  });

  it('reopens the page where it was left, and searches elsewhere if the reel is no longer on it', async () => {
    const pages = { '?reel=r2': { reels: reelsOf(1, 2) }, '?page=9': { reels: reelsOf(80, 81) } };
    const entrance = { url: `${feedUrl}?page=9`, offset: 80 };
    const there = loadingOf('r81', pages, entrance);
    await there.loading.load(-1);
    expect(there.calls).toEqual([[2, 1]]);
    expect(there.source.placeOf(0)).toBe(80);
    const gone = loadingOf('r2', pages, entrance);
    await gone.loading.load(-1);
    expect(gone.calls).toEqual([[2, 1]]);
    expect(gone.source.placeOf(0)).toBe(0);
  });

  it('says once why nothing follows the last reel, until its next page has loaded', async () => {
    const pages: Record<string, unknown> = { '': twelve };
    const { loading, calls } = loadingOf(null, pages);
    await loading.load(-1);
    for (const index of [10, 11, 11]) await loading.load(index);
    const why = 'Can’t reach the feed right now';
    expect(calls.filter((call) => call === why)).toEqual([why]);
    pages['?page=2'] = { reels: reelsOf(12), next: '?page=3' };
    await loading.load(11);
    await loading.load(12);
    expect(calls.filter((call) => call === why)).toEqual([why, why]);
  });

  it('offers the saved reels beside an empty feed', async () => {
    const { loading } = loadingOf(null, { '': { reels: [] } });
    const onNothingPlays = vi.fn();
    await new FeedLoading({ ...loading.options, onNothingPlays }).load(-1);
    expect(onNothingPlays).toHaveBeenCalledOnce();
  });

  it('is incomplete while a page that the viewer needs fails to load', async () => {
    const pages: Record<string, unknown> = { '': twelve };
    const { loading, source } = loadingOf(null, pages);
    await loading.load(-1);
    expect(loading.isIncomplete).toBe(false);
    await loading.load(11);
    expect(loading.isIncomplete).toBe(true);
    pages['?page=2'] = { reels: reelsOf(12, 13) };
    await loading.load(11);
    expect(loading.isIncomplete).toBe(false);
    expect(source.reels).toHaveLength(14);
  });
});
