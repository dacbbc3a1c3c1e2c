import { afterEach, expect, it, vi } from 'vitest';
import { isNoLonger, viewerId } from './viewer-id.ts';

afterEach(() => void vi.unstubAllGlobals());

it('the viewer is another one once the stored id has changed or gone', () => {
  const notes = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => notes.get(key) ?? null,
    setItem: (key: string, value: string) => void notes.set(key, value),
  });
  const ann = viewerId();
  expect(isNoLonger(ann)).toBe(false);
  notes.clear();
  expect([isNoLonger(ann), viewerId() === ann]).toEqual([true, false]);
});

it('without storage the viewer is never said to be another one', () => {
  vi.stubGlobal('localStorage', undefined);
  expect(isNoLonger(viewerId())).toBe(false);
});
