import { expect, it } from 'vitest';
import { HostFeed } from './host-feed.ts';
import { type Part, Parts, type Shown } from './parts.ts';

function feedOf(...ids: readonly string[]): HostFeed {
  const feed = new HostFeed('https://site.example/');
  feed.add(ids.map((id) => ({ id, src: `${id}.m3u8` })));
  return feed;
}

const showing = (reel: string | number): Shown => ({ reel, video: null });
const partWith = (feed: HostFeed | null, shown: Shown | null = null): Part => ({
  feed,
  shown,
  stage: null,
  recall: () => undefined,
});

function partsOf(...all: readonly Part[]): Parts {
  const parts = new Parts();
  for (const part of all) parts.putLast(part);
  return parts;
}

it('the viewer is at the reel shown last, in the feed of the part that showed it', () => {
  const list = partWith(feedOf('a', 'b'), showing('b'));
  const above = partWith(feedOf('x', 'b', 'y'), showing('b'));
  const parts = partsOf(list, above);
  expect(parts.place).toMatchObject({ feed: above.feed, index: 1 });
  parts.putLast(list);
  expect(parts.place).toMatchObject({ feed: list.feed, index: 1, reel: { id: 'b' } });
});

it('when a part is removed, the reel that another part showed before counts again', () => {
  const list = partWith(feedOf('a', 'b'), showing(0));
  const above = partWith(feedOf('x'), showing('x'));
  const parts = partsOf(list, above);
  parts.remove(above);
  expect(parts.place?.reel.id).toBe('a');
  parts.remove(list);
  expect([parts.place, parts.feedOf(), parts.count]).toEqual([undefined, null, 0]);
});

it('a part without a feed uses the feed of the latest part that has one', () => {
  const list = partWith(feedOf('a', 'b'));
  const script = partWith(null, showing(1));
  const parts = partsOf(list, script);
  expect(parts.place?.reel.id).toBe('b');
  list.feed = feedOf('c', 'd');
  expect(parts.place?.reel.id).toBe('d');
});

it('a part that replaces its feed does not take over from the part that showed a reel last', () => {
  const list = partWith(feedOf('a'), showing('a'));
  const above = partWith(feedOf('x'), showing('x'));
  const parts = partsOf(list, above);
  list.feed = feedOf('a', 'b');
  expect(parts.place?.reel.id).toBe('x');
});

it('there is no position if the feed lacks the shown reel, or after a sign-out', () => {
  const part = partWith(feedOf('a'), showing('b'));
  const parts = partsOf(part);
  expect(parts.place).toBeUndefined();
  part.shown = showing('a');
  expect(parts.place?.index).toBe(0);
  parts.forget();
  expect([part.feed, part.shown, parts.place]).toEqual([null, null, undefined]);
});
