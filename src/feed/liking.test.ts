import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Liking } from './liking.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function likingOf() {
  const card = Object({ name: 'card' });
  const article = { card, setLiked: vi.fn() };
  const calls = { onLike: vi.fn(), onDoubleTap: vi.fn(), onSingleTap: vi.fn() };
  return { card, article, calls, liking: new Liking({ current: () => ({ reelId: 'a', article }), ...calls }) };
}

const tapAt = (atMs: number) => ({ atMs, xPx: 9, yPx: 9 });

it('a double tap likes the reel, tells where on which card it was, and is no single tap', () => {
  const { card, article, calls, liking } = likingOf();
  liking.tap(tapAt(0));
  liking.tap(tapAt(100));
  vi.runAllTimers();
  expect(article.setLiked.mock.calls).toEqual([[true]]);
  expect(calls.onDoubleTap.mock.calls).toEqual([[card, tapAt(100)]]);
  expect(calls.onSingleTap).not.toHaveBeenCalled();
});

it('a single tap takes effect once no second one can follow', () => {
  const { calls, liking } = likingOf();
  liking.tap(tapAt(0));
  expect(calls.onSingleTap).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(calls.onSingleTap).toHaveBeenCalledTimes(1);
  expect(calls.onDoubleTap).not.toHaveBeenCalled();
});
