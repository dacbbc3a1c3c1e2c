import { afterEach, expect, it, vi } from 'vitest';
import { Likes } from './likes.ts';

afterEach(() => void vi.unstubAllGlobals());

function storage(limit = Infinity) {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (kept.size >= limit) throw new DOMException('full', 'QuotaExceededError');
      kept.set(key, value);
    },
  };
}

it('likes from two tabs are merged', () => {
  const { kept, ...localStorage } = storage();
  vi.stubGlobal('localStorage', localStorage);
  const [one, other] = [new Likes(), new Likes()];
  one.set('a', true);
  other.set('b', true);
  one.set('c', true);
  one.set('a', false);
  expect([...kept.values()]).toEqual(['["b","c"]']);
});

it('likes cleared by signing out in another tab do not come back with the next like', () => {
  const { kept, ...localStorage } = storage();
  vi.stubGlobal('localStorage', localStorage);
  const likes = new Likes();
  likes.set('of the former viewer', true);
  kept.clear();
  likes.set('of the next one', true);
  expect([...kept.values()]).toEqual(['["of the next one"]']);
  expect(likes.has('of the former viewer')).toBe(false);
});

const forbidden = {
  getItem: () => {
    throw new DOMException('The context is sandboxed', 'SecurityError');
  },
  setItem: () => {
    throw new DOMException('The context is sandboxed', 'SecurityError');
  },
};
it.each([
  ['is not available', forbidden],
  ['is full', storage(0)],
])('likes last until the page closes if the storage %s', (_what, localStorage) => {
  vi.stubGlobal('localStorage', localStorage);
  const likes = new Likes();
  likes.set('a', true);
  likes.set('b', true);
  expect([likes.has('a'), likes.has('b')]).toEqual([true, true]);
  likes.set('a', false);
  expect([likes.has('a'), likes.has('b')]).toEqual([false, true]);
});
