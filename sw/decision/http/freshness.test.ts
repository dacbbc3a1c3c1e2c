import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ResourceKind } from '../resource/kind.ts';
import { ageMs, assessFreshness, isFresh, longestMs, usualFreshnessRules } from './freshness.ts';
import { headerReader, keepHeaders, renewHeaders } from './kept-headers.ts';

const nowMs = Date.UTC(2026, 5, 1, 12);
const httpDate = (offsetSeconds: number) => new Date(nowMs + offsetSeconds * 1000).toUTCString();
const maxAge = (seconds: number) => ({ 'cache-control': `max-age=${seconds}` });
const modified = (secondsAgo: number) => ({ 'last-modified': httpDate(-secondsAgo) });

function assess(headers: Record<string, string>, kind: ResourceKind = 'segment', tookMs = 0, isRedirected = false) {
  const header = (name: string) => headers[name] ?? null;
  return assessFreshness({ kind, header, requestedAtMs: nowMs - tookMs, receivedAtMs: nowMs, isRedirected });
}

/** For how many seconds from now the response is fresh. */
function freshSeconds(...asked: Parameters<typeof assess>): number {
  return Math.max(0, assess(...asked).freshUntilMs - nowMs) / 1000;
}

describe('how long a response is fresh', () => {
  test.each<[string, Record<string, string>, number]>([
    ['a max-age', maxAge(60), 60],
    ['a max-age beside Expires', { ...maxAge(60), expires: httpDate(999) }, 60],
    ['a max-age of 0 beside Expires', { ...maxAge(0), expires: httpDate(999) }, 0],
    [
      's-maxage alone, which does not apply to a private cache',
      { 'cache-control': 's-maxage=60', expires: httpDate(30) },
      30,
    ],
    ['Expires', { expires: httpDate(60), date: httpDate(0) }, 60],
    ['Expires without Date', { expires: httpDate(60) }, 60],
    ['Expires in the past', { expires: httpDate(-60) }, 0],
    ['Expires at the time of the response', { expires: httpDate(0), date: httpDate(0) }, 0],
    ['Expires 0', { expires: '0' }, 0],
    ['Expires -1', { expires: '-1' }, 0],
    ['Expires with only a year', { expires: '2040' }, 0],
    ['two Expires headers', { expires: `${httpDate(60)}, ${httpDate(90)}` }, 0],
    ['no-cache', { 'cache-control': 'no-cache, max-age=60' }, 0],
    ['Pragma', { pragma: 'no-cache', expires: httpDate(60) }, 0],
    ['a max-age that is not a number', { 'cache-control': 'max-age=soon', ...modified(86_400) }, 0],
    ['Age', { ...maxAge(60), age: '20' }, 40],
    ['Age beyond max-age', { ...maxAge(60), age: '100' }, 0],
    ['Age and Expires', { expires: httpDate(60), date: httpDate(0), age: '20' }, 40],
    ['Age that is not a number', { ...maxAge(60), age: 'old' }, 60],
    ['a negative Age', { ...maxAge(60), age: '-20' }, 60],
    ['several Ages, of which the largest counts', { ...maxAge(60), age: '0, 100' }, 0],
    ['an enormous Age', { ...maxAge(2 ** 31), age: '9'.repeat(400) }, 0],
    ['a Date in the past', { ...maxAge(60), date: httpDate(-20) }, 40],
    [
      'a Date in the past and an Age, of which the larger counts',
      { ...maxAge(60), date: httpDate(-20), age: '30' },
      30,
    ],
    ['a Date in the future', { ...maxAge(60), date: httpDate(3600) }, 60],
    ['an origin whose clock is ahead', { expires: httpDate(3660), date: httpDate(3600) }, 60],
    ['an origin whose clock is behind', { expires: httpDate(-3540), date: httpDate(-3600) }, 0],
    ['an enormous max-age', maxAge(2 ** 40), longestMs / 1000],
    ['an Expires in the far future', { expires: 'Fri, 31 Dec 9999 23:59:59 GMT' }, longestMs / 1000],
  ])('%s', (_, headers, seconds) => {
    expect(freshSeconds(headers)).toBe(seconds);
  });

  test('the age includes the time since the request was sent', () => {
    expect(freshSeconds(maxAge(60), 'segment', 5000)).toBe(55);
    expect(freshSeconds(maxAge(60), 'segment', -5000)).toBe(60);
  });

  test.each<[string, Record<string, string>, ResourceKind, number]>([
    ['a tenth of the time since it was modified', modified(864_000), 'segment', 86_400],
    ['a tenth of the time since it was modified, for playlists too', modified(86_400), 'manifest-or-playlist', 8640],
    ['at least ten minutes for media', modified(60), 'segment', 600],
    ['ten minutes for media without Last-Modified', {}, 'poster', 600],
    ['one minute for playlists without Last-Modified', {}, 'manifest-or-playlist', 60],
    ['ten minutes if Last-Modified is in the future', modified(-3600), 'segment', 600],
    ['ten minutes for media, whatever the Age', { age: '7200' }, 'segment', 600],
    [
      'a tenth of the time since it was modified, minus the Age',
      { ...modified(86_400), age: '40' },
      'manifest-or-playlist',
      8600,
    ],
  ])('without an explicit lifetime: %s', (_, headers, kind, seconds) => {
    expect(freshSeconds(headers, kind)).toBe(seconds);
  });

  test('an immutable response is marked as such, but is not fresh for longer', () => {
    expect(assess({ 'cache-control': 'max-age=60, immutable' })).toMatchObject({ isImmutable: true });
    expect(freshSeconds({ 'cache-control': 'max-age=60, immutable' })).toBe(60);
  });

  test.each(['no-cache', 'max-age=60, must-revalidate', 'no-store'])('%s is never used stale', (field) => {
    expect(assess({ 'cache-control': field }).staleUse).toBe('never');
  });

  test('any other response may be used stale if no origin can be reached', () => {
    expect(assess(maxAge(0)).staleUse).toBe('when-unreachable');
    expect(assess({ 'cache-control': 'max-age=1, proxy-revalidate' }).staleUse).toBe('when-unreachable');
  });

  test.each<[Record<string, string>, string]>([
    [maxAge(60), 'max-age of 60 s'],
    [{ ...maxAge(60), age: '20' }, 'max-age of 60 s, 20 s old on arrival'],
    [{ 'cache-control': 'no-cache' }, 'no-cache'],
    [{ expires: httpDate(9) }, 'Expires'],
    [{ expires: '0' }, 'Expires without a date'],
    [modified(60), 'a share of the time since Last-Modified'],
    [{}, 'the response states no lifetime'],
  ])('the rule that decided is reported: %j', (headers, rule) => {
    expect(assess(headers).rule).toBe(rule);
  });

  test('a 304 renews the lifetime by the stored headers, its own headers and its time of arrival', () => {
    const kept = keepHeaders(Object.entries({ ...maxAge(60), age: '50', date: httpDate(-50), etag: '"a"' }));
    const laterMs = nowMs + 3_600_000;
    const renewed = (said: Record<string, string>) => {
      const header = headerReader(renewHeaders(kept, Object.entries(said)));
      const asked = { kind: 'segment' as const, header, requestedAtMs: laterMs, receivedAtMs: laterMs };
      return assessFreshness(asked).freshUntilMs - laterMs;
    };
    expect(renewed({})).toBe(60_000);
    expect(renewed({ age: '10' })).toBe(50_000);
    expect(renewed(maxAge(5))).toBe(5000);
    expect(renewed({ 'cache-control': 'no-cache' })).toBe(0);
  });
});

describe('a redirected response', () => {
  const year = { 'cache-control': 'max-age=31536000, immutable', age: '7200' };
  test.each<[string, ResourceKind, Record<string, string>, number]>([
    ['a segment', 'segment', year, 600],
    ['a playlist', 'manifest-or-playlist', year, 60],
    ['a playlist with a shorter lifetime', 'manifest-or-playlist', maxAge(5), 5],
    ['a segment with no-cache', 'segment', { 'cache-control': 'no-cache' }, 0],
    ['a segment without an explicit lifetime', 'segment', {}, 600],
  ])('is fresh for no longer than one without an explicit lifetime: %s', (_what, kind, headers, seconds) => {
    expect(freshSeconds(headers, kind, 0, true)).toBe(seconds);
  });
});

describe('a response over time', () => {
  const answer = assess({ ...maxAge(60), age: '20' });

  test('is fresh until its lifetime ends', () => {
    expect(isFresh(answer, nowMs)).toBe(true);
    expect(isFresh(answer, nowMs + 39_999)).toBe(true);
    expect(isFresh(answer, nowMs + 40_000)).toBe(false);
  });

  test('is not fresh if the clock was set back to before its arrival', () => {
    expect(isFresh(answer, nowMs - 5000)).toBe(true);
    expect(isFresh(answer, nowMs - 60_000)).toBe(false);
  });

  test('grows older, and never has a negative age', () => {
    expect(ageMs(answer, nowMs + 5000)).toBe(25_000);
    expect(ageMs(answer, nowMs - 3_600_000)).toBe(0);
  });
});

const date = fc.oneof(
  fc.integer({ min: -(10 ** 9), max: 10 ** 10 }).map(httpDate),
  fc.constantFrom('', '0', 'now', 'Thu, 01 Jan 1970 00:00:00 GMT'),
);
const someHeaders = fc.record(
  {
    'cache-control': fc
      .array(
        fc.oneof(
          fc.constantFrom('no-cache', 'private', 'immutable', 'must-revalidate', '"', 'max-age'),
          fc
            .tuple(fc.constantFrom('max-age=', 's-maxage=', 'max-age="'), fc.oneof(fc.bigInt(), fc.double()))
            .map(String),
        ),
      )
      .map((parts) => parts.join(',')),
    age: fc.oneof(fc.bigInt().map(String), fc.string()),
    date,
    expires: date,
    'last-modified': date,
  },
  { requiredKeys: [] },
);

describe('whatever headers an origin sends', () => {
  const anyAnswer = fc.tuple(
    someHeaders,
    fc.constantFrom<ResourceKind>('segment', 'manifest-or-playlist'),
    fc.integer({ min: -(10 ** 7), max: 10 ** 7 }),
  );

  test('the lifetime is never negative and never longer than a year', () => {
    fc.assert(
      fc.property(anyAnswer, ([headers, kind, tookMs]) => {
        const { bornAtMs, freshUntilMs, receivedAtMs } = assess(headers, kind, tookMs);
        expect(bornAtMs).toBeLessThanOrEqual(receivedAtMs);
        expect(freshUntilMs).toBeGreaterThanOrEqual(receivedAtMs);
        expect(freshUntilMs - receivedAtMs).toBeLessThanOrEqual(longestMs);
      }),
    );
  });

  test('a stale response stays stale', () => {
    fc.assert(
      fc.property(anyAnswer, fc.nat(10 ** 12), fc.nat(10 ** 12), ([headers, kind], passedMs, moreMs) => {
        const answer = assess(headers, kind);
        if (!isFresh(answer, nowMs + passedMs)) expect(isFresh(answer, nowMs + passedMs + moreMs)).toBe(false);
      }),
    );
  });

  test('the freshness survives JSON unchanged', () => {
    fc.assert(
      fc.property(anyAnswer, ([headers, kind]) => {
        const answer = assess(headers, kind);
        expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
      }),
    );
  });

  test('the default rules are the documented ones', () => {
    expect(usualFreshnessRules).toEqual({ heuristicShare: 0.1, leastMs: 600_000, leastPlaylistMs: 60_000 });
  });
});
