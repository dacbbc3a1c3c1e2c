import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FeedBehind } from './feed-behind.ts';

const room = Object.assign(new EventTarget(), { matches: false });
const parts = [{ inert: false }, { inert: false }];

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => room);
  vi.stubGlobal('document', { querySelectorAll: () => parts });
});
afterEach(() => void vi.unstubAllGlobals());

function setRoom(matches: boolean): void {
  room.matches = matches;
  room.dispatchEvent(new Event('change'));
}

const inert = () => parts.map((part) => part.inert);

it('the feed is inert only behind a full page, and no longer once the dashboard closes', () => {
  setRoom(false);
  const feed = new FeedBehind('beside');
  expect(inert()).toEqual([false, false]);
  feed.setPlacement('page');
  expect(inert()).toEqual([true, true]);
  feed.setPlacement('beside');
  expect(inert()).toEqual([false, false]);
  feed.setPlacement('page');
  feed.release();
  expect(inert()).toEqual([false, false]);
});

it('the feed follows the size of the window until the dashboard closes', () => {
  setRoom(true);
  const feed = new FeedBehind('page');
  expect(inert()).toEqual([false, false]);
  setRoom(false);
  expect(inert()).toEqual([true, true]);
  setRoom(true);
  expect(inert()).toEqual([false, false]);
  feed.release();
  setRoom(false);
  expect(inert()).toEqual([false, false]);
});
