import { describe, expect, it } from 'vitest';
import { HostFeed } from './host-feed.ts';

const entry = (id: string | number) => ({ id, src: `${id}.m3u8` });
function feedOf(...pages: unknown[]) {
  const feed = new HostFeed('https://site.example/');
  const warnings = pages.flatMap((page) => feed.add(page));
  return { feed, warnings };
}

describe('HostFeed', () => {
  it('finds a reel by its id and by its index', () => {
    const { feed } = feedOf([entry('a'), entry('b')]);
    expect([feed.indexOf('b'), feed.indexOf(1), feed.indexOf('c'), feed.indexOf(2)]).toEqual([
      1,
      1,
      undefined,
      undefined,
    ]);
  });

  it('takes a number as an id only if the site writes ids as numbers, and as an index otherwise', () => {
    expect(feedOf([entry(5), entry(6)]).feed.indexOf(6)).toBe(1);
    expect(feedOf([entry(5), entry(6)]).feed.indexOf(0)).toBe(0);
    expect(feedOf([entry(5), entry(6)]).feed.indexOf('6')).toBe(1);
    expect(feedOf([entry('1'), entry('0')]).feed.indexOf(1)).toBe(1);
  });

  it('keeps the index of every other entry when one is left out, across pages too', () => {
    const { feed, warnings } = feedOf([entry('a'), { id: 'bad' }], { reels: [entry('a'), entry('c')] });
    expect(feed.reels.map(({ id }) => id)).toEqual(['a', 'c']);
    expect([0, 1, 2, 3].map((place) => feed.indexOf(place))).toEqual([0, undefined, 0, 1]);
    expect([0, 1].map((index) => feed.placeOf(index))).toEqual([0, 3]);
    expect(warnings).toEqual([expect.stringContaining('"src"'), expect.stringContaining('Reel "a"')]);
  });

  it('finds a reel that is listed twice by both of its indexes, as it was listed first', () => {
    const again = { ...entry('a'), src: 'again.m3u8' };
    const { feed } = feedOf([entry('a'), entry('b')], [again, entry('c')]);
    expect([0, 1, 2, 3].map((place) => feed.find(place)?.src)).toEqual(['a.m3u8', 'b.m3u8', 'a.m3u8', 'c.m3u8']);
    expect(feed.reels).toHaveLength(3);
  });

  it('continues at the next URL of its last page and uses the origins named last', () => {
    const origins = [{ id: 'eu', url: 'https://eu.example' }];
    const { feed } = feedOf({ reels: [], origins, next: '?page=2' }, { reels: [], next: null });
    expect(feed.next).toBeNull();
    expect(feed.origins).toEqual([{ id: 'eu', url: 'https://eu.example/' }]);
  });
});
