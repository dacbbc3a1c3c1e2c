import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { mediaHeaders } from '../shared/media-headers.ts';
import type { GivenUpRequest } from '../shared/messages.ts';
import { isTimeToRequestAhead, type LoadProgress, RequestAhead } from './request-ahead.ts';

const current = { url: 'https://media.example/0.m4s', range: null };
const next = { url: 'https://media.example/1.m4s', range: null };
/** 100 bytes a millisecond. */
const network = { bps: 800_000, firstByteMs: 100, isRecent: () => true };
const progress = (loaded: number): LoadProgress => ({ loaded, total: 50_000, loading: { first: 1 } });

let asked: { url: string; signal: AbortSignal | null | undefined }[];
let answer: (source: string) => void;
let fail: () => void;
let givenUp: GivenUpRequest[];
let ahead: RequestAhead;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  givenUp = [];
  vi.stubGlobal('location', { href: 'https://site.example/' });
  vi.stubGlobal('fetch', (url: string, { signal }: RequestInit) => {
    asked.push({ url, signal });
    return new Promise((resolve, reject) => {
      fail = () => reject(new TypeError('Failed to fetch'));
      answer = (source) => resolve(new Response('', { headers: { [mediaHeaders.source]: source } }));
    });
  });
  ahead = new RequestAhead({ readNetwork: () => network, onGiveUp: (request) => givenUp.push(request) });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const findNext = () => next;

test('the next segment is requested when the rest of this one takes no longer than a round trip', () => {
  expect(isTimeToRequestAhead(10_001, network)).toBe(false);
  expect(isTimeToRequestAhead(10_000, network)).toBe(true);
  expect(isTimeToRequestAhead(0, { bps: null, firstByteMs: 100 })).toBe(false);
});

test('the next segment is requested once, while the last bytes of the current one arrive', () => {
  let loaded = 20_000;
  ahead.follow(current, () => progress(loaded), findNext);
  vi.advanceTimersByTime(1_000);
  expect(asked).toEqual([]);
  loaded = 45_000;
  vi.advanceTimersByTime(1_000);
  expect(asked.map(({ url }) => url)).toEqual([next.url]);
});

test('a request ahead is aborted once the player has its own response for the same segment', () => {
  ahead.follow(current, () => progress(45_000), findNext);
  vi.advanceTimersByTime(100);
  let first = 0;
  ahead.follow(next, () => ({ loaded: 0, total: 0, loading: { first } }), findNext);
  vi.advanceTimersByTime(100);
  expect(asked[0]?.signal?.aborted).toBe(false);
  first = 1;
  vi.advanceTimersByTime(100);
  expect(asked[0]?.signal?.aborted).toBe(true);
});

test.each([
  ['network', true],
  ['memory', false],
])('a segment that comes from %s counts as fetched by the request ahead: %s', async (source, isFetchedAhead) => {
  ahead.follow(current, () => progress(45_000), findNext);
  vi.advanceTimersByTime(100);
  answer(source);
  await vi.advanceTimersByTimeAsync(0);
  expect(ahead.hasFetched(next)).toBe(isFetchedAhead);
  expect(ahead.hasFetched({ ...next, range: 'bytes=0-9' })).toBe(false);
});

test('a request ahead is aborted and reported when the player loads a different segment', () => {
  ahead.follow(current, () => progress(45_000), findNext);
  vi.advanceTimersByTime(100);
  ahead.follow({ ...current, url: 'https://media.example/other.m4s' }, () => progress(0), findNext);
  expect(asked[0]?.signal?.aborted).toBe(true);
  expect(givenUp.map(({ url, range }) => ({ url, range }))).toEqual([{ url: next.url, range: null }]);
});

test('a request ahead that has failed is not reported as given up', async () => {
  ahead.follow(current, () => progress(45_000), findNext);
  vi.advanceTimersByTime(100);
  fail();
  await vi.advanceTimersByTimeAsync(0);
  ahead.stop();
  expect(givenUp).toEqual([]);
});

test('a stopped player requests nothing ahead', () => {
  ahead.follow(current, () => progress(45_000), findNext);
  ahead.stop();
  vi.advanceTimersByTime(1_000);
  expect(asked).toEqual([]);
});
