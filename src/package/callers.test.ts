import { expect, it } from 'vitest';
import { type Caller, Callers, type Shown } from './callers.ts';
import { HostFeed } from './host-feed.ts';

function feedOf(...ids: readonly string[]): HostFeed {
  const feed = new HostFeed('https://site.example/');
  feed.add(ids.map((id) => ({ id, src: `${id}.m3u8` })));
  return feed;
}

const showing = (reel: string | number): Shown => ({ reel, video: null });
const callerWith = (feed: HostFeed | null, shown: Shown | null = null): Caller => ({
  feed,
  shown,
  stage: null,
  restoreFeed: () => undefined,
});

function callersOf(...all: readonly Caller[]): Callers {
  const callers = new Callers();
  for (const caller of all) callers.putLast(caller);
  return callers;
}

it('the viewer is at the reel shown last, in the feed of the caller that showed it', () => {
  const list = callerWith(feedOf('a', 'b'), showing('b'));
  const above = callerWith(feedOf('x', 'b', 'y'), showing('b'));
  const callers = callersOf(list, above);
  expect(callers.place).toMatchObject({ feed: above.feed, index: 1 });
  callers.putLast(list);
  expect(callers.place).toMatchObject({ feed: list.feed, index: 1, reel: { id: 'b' } });
});

it('when a caller is removed, the reel that another caller showed before counts again', () => {
  const list = callerWith(feedOf('a', 'b'), showing(0));
  const above = callerWith(feedOf('x'), showing('x'));
  const callers = callersOf(list, above);
  callers.remove(above);
  expect(callers.place?.reel.id).toBe('a');
  callers.remove(list);
  expect([callers.place, callers.feedOf(), callers.count]).toEqual([undefined, null, 0]);
});

it('a caller without a feed uses the feed of the latest caller that has one', () => {
  const list = callerWith(feedOf('a', 'b'));
  const script = callerWith(null, showing(1));
  const callers = callersOf(list, script);
  expect(callers.place?.reel.id).toBe('b');
  list.feed = feedOf('c', 'd');
  expect(callers.place?.reel.id).toBe('d');
});

it('a caller that replaces its feed does not take over from the caller that showed a reel last', () => {
  const list = callerWith(feedOf('a'), showing('a'));
  const above = callerWith(feedOf('x'), showing('x'));
  const callers = callersOf(list, above);
  list.feed = feedOf('a', 'b');
  expect(callers.place?.reel.id).toBe('x');
});

it('there is no position if the feed lacks the shown reel, or after a sign-out', () => {
  const caller = callerWith(feedOf('a'), showing('b'));
  const callers = callersOf(caller);
  expect(callers.place).toBeUndefined();
  caller.shown = showing('a');
  expect(callers.place?.index).toBe(0);
  callers.forget();
  expect([caller.feed, caller.shown, callers.place]).toEqual([null, null, undefined]);
});

it('a caller with a feed of its own and no stage shows it in the window, whatever stage another caller has', () => {
  const element: Element = Object.create(null);
  const widget = { ...callerWith(feedOf('x')), stage: element };
  const page = callerWith(feedOf('a'), showing('a'));
  const script = callerWith(null, showing('x'));
  expect(callersOf(widget, page).stage).toBeNull();
  expect(callersOf(widget, script).stage).toBe(element);
});
