import * as v from 'valibot';
import { expect, test, vi } from 'vitest';
import { Kept, readList } from './kept.ts';
import { FakeMemory } from './testing/fake-memory.ts';

type Likes = readonly string[];

const likesIn = (memory: FakeMemory) =>
  new Kept<Likes>(memory, {
    empty: () => [],
    read: readList(v.string(), 3),
    merge: (kept, since) => [...new Set([...kept, ...since])],
  });

function like(kept: Kept<Likes>, reelId: string): Promise<void> {
  kept.value = [...kept.value, reelId];
  return kept.save();
}

test('a saved value is restored by the next worker', async () => {
  const memory = new FakeMemory();
  await like(likesIn(memory), 'a');
  const next = likesIn(memory);
  expect(next.value).toEqual([]);
  await next.restore();
  expect(next.value).toEqual(['a']);
});

test('the memory is read only once, however often restore is called', async () => {
  const memory = new FakeMemory(['a']);
  const kept = likesIn(memory);
  await Promise.all([kept.restore(), kept.restore()]);
  await kept.restore();
  expect(memory.reads).toBe(1);
});

test('a failed read is retried, and a value that could not be read is not overwritten', async () => {
  const memory = new FakeMemory(['a']);
  memory.isFailing = true;
  const kept = likesIn(memory);
  await kept.restore();
  await like(kept, 'b');
  expect([kept.value, memory.writes]).toEqual([['b'], 0]);
  memory.isFailing = false;
  await kept.save();
  expect([kept.value, memory.saved]).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

test('the stored value replaces the current one if the form has no merge', async () => {
  const memory = new FakeMemory(7);
  memory.isFailing = true;
  const kept = new Kept(memory, { empty: () => 0, read: Number });
  await kept.restore();
  kept.value = 1;
  memory.isFailing = false;
  await kept.save();
  expect(kept.value).toBe(7);
});

test.each([['nonsense'], [{ likes: 1 }], [null]])(
  'a stored value of %j, which is not valid, counts as empty and is overwritten',
  async (saved) => {
    const memory = new FakeMemory(saved);
    const kept = likesIn(memory);
    await kept.restore();
    expect(kept.value).toEqual([]);
    await like(kept, 'a');
    expect(memory.saved).toEqual(['a']);
  },
);

test('an unreadable list item is dropped alone, and the list is limited to its last items', async () => {
  const kept = likesIn(new FakeMemory(['too old', 'a', 7, 'b']));
  await kept.restore();
  expect(kept.value).toEqual(['a', 'b']);
});

test('a failed save is made up for by the next one', async () => {
  const memory = new FakeMemory();
  const kept = likesIn(memory);
  await kept.restore();
  memory.isFailing = true;
  await like(kept, 'a');
  expect(memory.saved).toBeUndefined();
  memory.isFailing = false;
  await kept.save();
  expect(memory.saved).toEqual(['a']);
});

test('save writes nothing when nothing has changed', async () => {
  const memory = new FakeMemory(['a']);
  const kept = likesIn(memory);
  await kept.restore();
  await kept.save();
  expect(memory.writes).toBe(0);
});

test('a value that was mutated in place is written after touch', async () => {
  const memory = new FakeMemory();
  const kept = new Kept<Set<string>>(memory, {
    empty: () => new Set(),
    read: () => undefined,
    write: (set) => [...set],
  });
  kept.value.add('a');
  kept.touch();
  await kept.save();
  expect(memory.saved).toEqual(['a']);
});

test('changes during a slow write share one more write', async () => {
  const memory = new FakeMemory();
  const kept = likesIn(memory);
  await kept.restore();
  memory.hold();
  const first = like(kept, 'a');
  await vi.waitFor(() => expect(memory.writes).toBe(1));
  const others = ['b', 'c'].map((id) => like(kept, id));
  memory.release();
  await Promise.all([first, ...others]);
  expect([memory.writes, memory.saved]).toEqual([2, ['a', 'b', 'c']]);
});

test('while the memory does not answer, the value can be used and nothing is written', async () => {
  const memory = new FakeMemory(['a']);
  memory.hold();
  const kept = likesIn(memory);
  const saving = like(kept, 'b');
  expect([kept.value, memory.writes]).toEqual([['b'], 0]);
  memory.release();
  await saving;
  expect(memory.saved).toEqual(['a', 'b']);
});

test('a worker that dies before it has written leaves the old value, and one that dies later the new one', async () => {
  const memory = new FakeMemory(['a']);
  const dying = likesIn(memory);
  await dying.restore();
  memory.hold();
  const dead = like(dying, 'b');
  await vi.waitFor(() => expect(memory.writes).toBe(1));
  expect(memory.saved).toEqual(['a']);
  memory.release();
  await dead;
  const next = likesIn(memory);
  await next.restore();
  expect(next.value).toEqual(['a', 'b']);
});

test('a forgotten value is gone at once, from the memory too, even if it was never read', async () => {
  const memory = new FakeMemory(['a']);
  const kept = likesIn(memory);
  await kept.forget();
  await kept.restore();
  expect([kept.value, memory.saved]).toEqual([[], []]);
});

test('a read in progress does not bring back a forgotten value', async () => {
  const memory = new FakeMemory(['a']);
  memory.hold();
  const kept = likesIn(memory);
  const restored = kept.restore();
  const forgotten = kept.forget();
  memory.release();
  await Promise.all([restored, forgotten]);
  expect([kept.value, memory.saved]).toEqual([[], []]);
});

test('a save in progress does not bring back a forgotten value', async () => {
  const memory = new FakeMemory();
  const kept = likesIn(memory);
  await kept.restore();
  memory.hold();
  const saved = like(kept, 'a');
  await vi.waitFor(() => expect(memory.writes).toBe(1));
  const forgotten = kept.forget();
  memory.release();
  await Promise.all([saved, forgotten]);
  expect(memory.saved).toEqual([]);
});

test('forget rejects when the memory may still hold the value, and the next save makes up for it', async () => {
  const memory = new FakeMemory(['a']);
  memory.isFailing = true;
  const kept = likesIn(memory);
  await expect(kept.forget()).rejects.toThrow('away');
  expect(kept.value).toEqual([]);
  memory.isFailing = false;
  await kept.save();
  expect(memory.saved).toEqual([]);
});

test('replace changes the value only once the new one is written', async () => {
  const memory = new FakeMemory(['a']);
  const kept = likesIn(memory);
  memory.isFailing = true;
  await expect(kept.replace((likes) => [...likes, 'b'])).rejects.toThrow('cannot be read');
  memory.isFailing = false;
  await kept.restore();
  memory.isFailing = true;
  await expect(kept.replace((likes) => [...likes, 'b'])).rejects.toThrow('away');
  expect(kept.value).toEqual(['a']);
  memory.isFailing = false;
  await Promise.all(['b', 'c'].map((id) => kept.replace((likes) => [...likes, id])));
  expect([kept.value, memory.saved]).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ]);
});
