import { expect, test } from 'vitest';
import type { SavedReel } from '../../src/shared/saved.ts';
import { FakeMemory } from '../testing/fake-memory.ts';
import { SavedReels } from './saved-reels.ts';

const reel = (id: string): SavedReel => ({
  id,
  url: `https://a.example/${id}/main.m3u8`,
  format: 'hls',
  poster: null,
  title: id,
  author: '',
  durationSeconds: 4,
  tags: [],
});

test('one record that cannot be read costs one reel, and a saved reel is whole in the next worker', async () => {
  const memory = new FakeMemory();
  const first = new SavedReels(memory);
  await first.add([reel('a'), reel('b')]);
  await first.begin('b', ['b/0.m4s', 'b/1.m4s']);
  await first.finish('b');
  const [a, b] = Array.isArray(memory.saved) ? memory.saved : [];
  memory.saved = [{ ...a, state: 'lost' }, b];
  const next = new SavedReels(memory);
  await next.restore();
  expect(next.statuses).toMatchObject([{ reel: { id: 'b' }, state: 'saved', doneFiles: 2, totalFiles: 2 }]);
});

test('signing out rejects when the list may still be there', async () => {
  const memory = new FakeMemory();
  const reels = new SavedReels(memory);
  await reels.add([reel('a')]);
  memory.isAway = true;
  await expect(reels.clear()).rejects.toThrow('away');
  expect(reels.records).toEqual([]);
});
