import { describe, expect, it } from 'vitest';
import { readFeedPage } from '../src/shared/feed';
import { catalogue } from './catalogue';
import { buildFeedPage, readFeedQuery, reelsPerPage } from './feed-pages';

const origins = ['http://localhost:1/', 'http://localhost:2/', 'http://localhost:3/'];
const feedUrl = 'http://localhost/feed.json';

function readAll(query: string) {
  const pages = [];
  for (let url: string | null = new URL(query, feedUrl).href; url !== null; ) {
    const page = readFeedPage(buildFeedPage(readFeedQuery(new URL(url).searchParams), origins), url);
    pages.push(page);
    url = page.next;
  }
  return pages;
}

describe('the feed', () => {
  it('is the catalogue in pages without a warning if the query is empty', () => {
    const pages = readAll('');
    expect(pages.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(pages.flatMap(({ reels }) => reels).map(({ id }) => id)).toEqual(catalogue.map(({ id }) => id));
    expect(pages.every(({ reels, total }) => reels.length <= reelsPerPage && total === catalogue.length)).toBe(true);
    expect(pages[0]?.origins.map(({ url }) => url)).toEqual(origins);
  });

  it('repeats the catalogue with distinct ids and paths up to the requested length', () => {
    const pages = readAll('?reels=100');
    const reels = pages.flatMap((page) => page.reels);
    expect(pages.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(reels).toHaveLength(100);
    expect(new Set(reels.map(({ id }) => id)).size).toBe(100);
    expect(new Set(reels.map(({ src }) => src)).size).toBe(100);
    expect(reels[catalogue.length]?.src).toBe(`copies/1/${catalogue[0]?.src}`);
  });

  it('ends with the last page of 100,000 reels', () => {
    const query = new URLSearchParams({ page: String(Math.ceil(100_000 / reelsPerPage)), reels: '100000' });
    const page = readFeedPage(buildFeedPage(readFeedQuery(query), origins), feedUrl);
    expect(page.reels).toHaveLength(100_000 % reelsPerPage || reelsPerPage);
    expect(page.next).toBeNull();
  });

  it.each(['page=0', 'page=x', 'reels=100001', 'reels=-1', 'page=1.5'])(
    'refuses %s and says what is allowed',
    (query) => {
      const [key] = query.split('=');
      expect(() => readFeedQuery(new URLSearchParams(query))).toThrow(`"${key}" is`);
    },
  );

  it('answers a request for a reel with the page that contains it, or the first page if there is none', () => {
    const ask = (reel: string) => {
      const query = new URLSearchParams({ reel, reels: '100000' });
      return readFeedPage(buildFeedPage(readFeedQuery(query), origins), feedUrl);
    };
    const far = ask('koi-5000');
    expect(far.reels.map(({ id }) => id)).toContain('koi-5000');
    expect(far.offset).toBe(Math.floor((5000 * catalogue.length + 4) / reelsPerPage) * reelsPerPage);
    expect(ask('tide').offset).toBe(0);
    expect(ask('nobody').offset).toBe(0);
    expect(ask('koi-50000').offset).toBe(0);
  });

  it('is empty beyond its end', () => {
    const page = readFeedPage(buildFeedPage({ page: 999, reels: 12 }, origins), feedUrl);
    expect(page.reels).toEqual([]);
    expect(page.next).toBeNull();
  });
});
