import { describe, expect, it } from 'vitest';
import { HostFeed } from './host-feed.ts';

const entry = (id: string | number) => ({ id, src: `${id}.m3u8` });
function feedOf(...pages: unknown[]) {
  const feed = new HostFeed('https://site.example/');
  const warnings = pages.flatMap((page) => feed.add(page));
  return { feed, warnings };
}

describe('HostFeed', () => {
  it('finds a reel by its id and by its place', () => {
    const { feed } = feedOf([entry('a'), entry('b')]);
    expect([feed.indexOf('b'), feed.indexOf(1), feed.indexOf('c'), feed.indexOf(2)]).toEqual([
      1,
      1,
      undefined,
      undefined,
    ]);
  });

  it('takes a number for an id only where the host writes its ids as numbers', () => {
    expect(feedOf([entry(5), entry(6)]).feed.indexOf(6)).toBe(1);
    expect(feedOf([entry(5), entry(6)]).feed.indexOf(0)).toBe(0);
    expect(feedOf([entry(5), entry(6)]).feed.indexOf('6')).toBe(1);
    expect(feedOf([entry('1'), entry('0')]).feed.indexOf(1)).toBe(1);
  });

  it('shifts no place when an entry is left out, not even across pages', () => {
    const { feed, warnings } = feedOf([entry('a'), { id: 'bad' }], { reels: [entry('a'), entry('c')] });
    expect(feed.reels.map(({ id }) => id)).toEqual(['a', 'c']);
    expect([0, 1, 2, 3].map((place) => feed.indexOf(place))).toEqual([0, undefined, 0, 1]);
    expect([0, 1].map((index) => feed.placeOf(index))).toEqual([0, 3]);
    expect(warnings).toEqual([expect.stringContaining('"src"'), expect.stringContaining('Reel "a"')]);
  });

  it('finds a reel that is told twice by each of its places, as it was told first', () => {
    const again = { ...entry('a'), src: 'again.m3u8' };
    const { feed } = feedOf([entry('a'), entry('b')], [again, entry('c')]);
    expect([0, 1, 2, 3].map((place) => feed.find(place)?.src)).toEqual(['a.m3u8', 'b.m3u8', 'a.m3u8', 'c.m3u8']);
    expect(feed.reels).toHaveLength(3);
  });

  it('goes on where its last page says, at the origins that were named last', () => {
    const origins = [{ id: 'eu', url: 'https://eu.example' }];
    const { feed } = feedOf({ reels: [], origins, next: '?page=2' }, { reels: [], next: null });
    expect(feed.next).toBeNull();
    expect(feed.origins).toEqual([{ id: 'eu', url: 'https://eu.example/' }]);
  });
});
