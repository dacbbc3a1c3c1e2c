import { afterEach, describe, expect, it, vi } from 'vitest';
import { FeedLoadError, FeedSource, fetchJson } from './feed-source.ts';

const base = 'https://feed.example/';
const reel = (id: string) => ({ id, src: `${id}/main.m3u8` });

function sourceOf(pages: Record<string, unknown>) {
  const asked: string[] = [];
  const warnings: string[] = [];
  const source = new FeedSource({
    url: `${base}feed.json`,
    fetchJson: (url) => {
      asked.push(url);
      const page = pages[url.slice(base.length)];
      return page === undefined ? Promise.reject(new Error('status 404')) : Promise.resolve(page);
    },
    onWarning: (warning) => warnings.push(warning),
  });
  return { source, asked, warnings };
}

describe('FeedSource', () => {
  it('loads page after page until the feed ends', async () => {
    const { source } = sourceOf({
      'feed.json': { reels: [reel('a'), reel('b')], next: 'feed.json?page=2', total: 3 },
      'feed.json?page=2': { reels: [reel('c')], total: 3 },
    });
    await source.loadMore();
    expect([source.reels.length, source.total, source.hasMore]).toEqual([2, 3, true]);
    await source.loadMore();
    expect(source.reels.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(source.hasMore).toBe(false);
  });

  it('finds a reel by its id on any loaded page', async () => {
    const { source } = sourceOf({
      'feed.json': { reels: [reel('a'), reel('b')], next: 'feed.json?page=2' },
      'feed.json?page=2': { reels: [reel('c')] },
    });
    await source.loadMore();
    expect([source.find('b')?.id, source.find('c')]).toEqual(['b', undefined]);
    await source.loadMore();
    expect(source.find('c')?.id).toBe('c');
    source.startAt({ url: `${base}feed.json`, offset: 0 });
    expect(source.find('a')).toBeUndefined();
  });

  it('sends one request for a page that several callers want', async () => {
    const { source, asked } = sourceOf({ 'feed.json': { reels: [reel('a')] } });
    await Promise.all([source.loadMore(), source.loadMore()]);
    expect(asked).toHaveLength(1);
  });

  it('keeps valid reels and warns about each one that it leaves out', async () => {
    const { source, warnings } = sourceOf({
      'feed.json': { reels: [reel('a'), { src: 'no-id.m3u8' }], next: 'feed.json?page=2' },
      'feed.json?page=2': { reels: [reel('a'), reel('b')] },
    });
    await source.loadMore();
    await source.loadMore();
    expect(source.reels.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(warnings).toEqual([expect.stringContaining('"id"'), expect.stringContaining('"a"')]);
  });

  it('counts entries that were left out in the places of reels', async () => {
    const { source } = sourceOf({
      'feed.json': { reels: [reel('a'), { src: 'no-id.m3u8' }, reel('b')], next: 'feed.json?page=2', total: 5 },
      'feed.json?page=2': { reels: [reel('a'), reel('c')] },
    });
    await source.loadMore();
    await source.loadMore();
    expect(source.reels.map(({ id }, index) => [id, source.placeOf(index)])).toEqual([
      ['a', 0],
      ['b', 2],
      ['c', 4],
    ]);
    expect([source.total, source.entranceOf(5).offset]).toEqual([5, 3]);
  });

  it('names the page that failed, and can load it again', async () => {
    const pages: Record<string, unknown> = {};
    const { source } = sourceOf(pages);
    await expect(source.loadMore()).rejects.toThrow(FeedLoadError);
    await expect(source.loadMore()).rejects.toThrow('feed.json did not load: status 404');
    pages['feed.json'] = { reels: [reel('a')] };
    await source.loadMore();
    expect(source.reels).toHaveLength(1);
  });

  it('ends a feed whose page names itself as the next one', async () => {
    const { source } = sourceOf({ 'feed.json': { reels: [reel('a')], next: 'feed.json' } });
    await source.loadMore();
    expect(source.hasMore).toBe(false);
  });

  it('ends a feed that links back to an earlier page, with a warning', async () => {
    const { source, asked, warnings } = sourceOf({
      'feed.json': { reels: [reel('a')], next: 'feed.json?page=2' },
      'feed.json?page=2': { reels: [reel('b')], next: 'feed.json' },
    });
    for (let page = 0; page < 5; page += 1) await source.loadMore();
    expect(asked).toHaveLength(2);
    expect([source.total, source.hasMore]).toEqual([2, false]);
    expect(warnings).toEqual([`The feed ends with ${base}feed.json?page=2: it leads back to ${base}feed.json.`]);
  });

  it('ends a feed when a page has no new reel, even if it names a next page', async () => {
    const { source, warnings } = sourceOf({
      'feed.json': { reels: [reel('a')], next: 'feed.json?page=2' },
      'feed.json?page=2': { reels: [reel('a')], next: 'feed.json?page=3' },
    });
    await source.loadMore();
    await source.loadMore();
    expect(source.hasMore).toBe(false);
    expect(warnings).toContain(`The feed ends with ${base}feed.json?page=2: it has no reel that is new.`);
  });

  it('has no total before the last page unless the service gives one', async () => {
    const { source } = sourceOf({ 'feed.json': { reels: [reel('a')], next: 'feed.json?page=2' } });
    await source.loadMore();
    expect(source.total).toBeNull();
  });

  it('can start in the middle, and knows where to enter the feed again', async () => {
    const { source } = sourceOf({
      'feed.json?page=7': { reels: ['a', 'b', 'c', 'd'].map(reel), next: 'feed.json?page=8', offset: 24, total: 100 },
      'feed.json?page=8': { reels: ['e', 'f', 'g', 'h'].map(reel), next: 'feed.json?page=9' },
    });
    source.startAt({ url: `${base}feed.json?page=7`, offset: 0 });
    await source.loadMore();
    await source.loadMore();
    expect([source.placeOf(0), source.total, source.isFirst(0)]).toEqual([24, 100, false]);
    const seventh = { url: `${base}feed.json?page=7`, offset: 24 };
    // For the first reels of a page the entrance is the page before it.
    expect([0, 3, 4, 6].map((index) => source.entranceOf(index))).toEqual([seventh, seventh, seventh, seventh]);
    expect(source.entranceOf(7)).toEqual({ url: `${base}feed.json?page=8`, offset: 28 });
  });

  it('discards the loaded reels when it starts again', async () => {
    const { source } = sourceOf({ 'feed.json': { reels: [reel('a')] } });
    await source.loadMore();
    source.startAt({ url: `${base}feed.json`, offset: 0 });
    await source.loadMore();
    expect(source.reels.map(({ id }) => id)).toEqual(['a']);
  });
});

describe('fetchJson', () => {
  afterEach(() => vi.unstubAllGlobals());
  const answerWith = (answer: (init: RequestInit) => Response) =>
    vi.stubGlobal('fetch', (_url: string, init: RequestInit) => Promise.resolve(answer(init)));

  it('reads a page, and rejects one that is too large or has an error status', async () => {
    answerWith(() => Response.json({ reels: [] }));
    expect(await fetchJson('/feed.json')).toEqual({ reels: [] });
    answerWith(() => Response.json(' '.repeat(9 * 2 ** 20)));
    await expect(fetchJson('/feed.json')).rejects.toThrow('more than 8 MiB');
    answerWith(() => new Response('gone', { status: 410 }));
    await expect(fetchJson('/feed.json')).rejects.toThrow('status 410');
  });

  it.each(['its caller gives up', 'it takes too long'])('aborts the request when %s', async (reason) => {
    const [asker, limit] = [new AbortController(), new AbortController()];
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(limit.signal);
    let asked: RequestInit['signal'];
    answerWith((init) => {
      asked = init.signal;
      return Response.json({});
    });
    await fetchJson('/feed.json', asker.signal);
    timeout.mockRestore();
    expect(asked?.aborted).toBe(false);
    (reason === 'it takes too long' ? limit : asker).abort();
    expect(asked?.aborted).toBe(true);
  });
});
