import * as fakeIndexedDb from 'fake-indexeddb';
import { afterEach, expect, test, vi } from 'vitest';
import { PageList } from './page-list.ts';
import { Watching } from './watching.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('a swipe in a long feed sends the worker no more than a swipe in a short one', async () => {
  const [short, long] = [await PageList.load(100), await PageList.load(10_000)];
  const bytes = (list: PageList) => [40, 41, 42].map((place) => list.swipeTo(place, place * 4000));
  expect(bytes(long)).toEqual(bytes(short));
  expect(long.swipeTo(9000, 1_000_000)).toBeLessThan(short.swipeTo(50, 1_000_000) * 1.1);
});

test('the thirtieth swipe costs no more requests and database calls than the tenth', async () => {
  const { prototype } = fakeIndexedDb.IDBObjectStore;
  const calls = (['get', 'getAll', 'getKey', 'put', 'add', 'delete'] as const).map((name) => vi.spyOn(prototype, name));
  const watching = await Watching.begin({ reels: 200, segments: 4, secondsPerReel: 2 });
  await watching.watch(5);
  const fiveVisits = async () => {
    for (const call of calls) call.mockClear();
    const visits = await watching.watch(5);
    const databaseCalls = calls.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    return { requests: visits.reduce((sum, { requests }) => sum + requests, 0), databaseCalls };
  };
  const early = await fiveVisits();
  await watching.watch(14);
  const late = await fiveVisits();
  expect(early.databaseCalls).toBeGreaterThan(0);
  expect(late.requests).toBeLessThanOrEqual(early.requests * 1.2);
  expect(late.databaseCalls).toBeLessThanOrEqual(early.databaseCalls * 1.3);
});
