import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FeedKeys } from './feed-keys.ts';

beforeEach(() => void vi.stubGlobal('Element', EventTarget));
afterEach(() => void vi.unstubAllGlobals());

const actions = { next: vi.fn(), 'toggle-play': vi.fn() };
beforeEach(() => void vi.clearAllMocks());

type Press = { readonly key: string; readonly atMs: number; readonly repeat?: boolean; readonly ctrlKey?: boolean };

function press(keys: FeedKeys, { atMs, ...event }: Press): boolean {
  const preventDefault = vi.fn();
  keys.press(Object({ repeat: false, ...event, timeStamp: atMs, composedPath: () => [], preventDefault }));
  return preventDefault.mock.calls.length > 0;
}

it('a key held down toggles playback once, or swipes at a speed that the eye can follow', () => {
  const keys = new FeedKeys(actions);
  for (let atMs = 0; atMs <= 1000; atMs += 50) {
    press(keys, { key: ' ', atMs, repeat: atMs > 0 });
    // The page does not scroll either.
    expect(press(keys, { key: 'ArrowDown', atMs, repeat: atMs > 0 })).toBe(true);
  }
  expect(actions['toggle-play']).toHaveBeenCalledOnce();
  expect(actions.next).toHaveBeenCalledTimes(3);
});

it('keys without a meaning here, and shortcuts of the browser, are left alone', () => {
  const keys = new FeedKeys(actions);
  expect([
    press(keys, { key: 'd', atMs: 0 }),
    press(keys, { key: 'j', atMs: 0, ctrlKey: true }),
    press(keys, { key: 'x', atMs: 0 }),
  ]).toEqual([false, false, false]);
});
