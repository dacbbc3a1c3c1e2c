import { expect, test } from 'vitest';
import { closedBreaker, mustWaitMs, onFailure, onSuccess, readRetryAfterMs, standingOf } from './circuit-breaker.ts';

/** A request that took one millisecond. */
const at = (endedMs: number) => ({ startedMs: endedMs - 1, endedMs });

test('one failure makes an origin shaky, a second in a row opens the breaker', () => {
  const once = onFailure(closedBreaker, at(0));
  expect(standingOf(closedBreaker, 0)).toBe('good');
  expect(standingOf(once, 0)).toBe('shaky');
  const twice = onFailure(once, at(2));
  expect(standingOf(twice, 1001)).toBe('open');
  expect(standingOf(twice, 1002)).toBe('shaky');
});

test('requests that were in flight when another one failed count as one failure with it', () => {
  let breaker = closedBreaker;
  for (const endedMs of [10, 10, 12, 400]) breaker = onFailure(breaker, { startedMs: 10, endedMs });
  expect(breaker).toMatchObject({ failuresInRow: 1, openUntilMs: 0 });
  expect(mustWaitMs(onFailure(breaker, { startedMs: 0, endedMs: 500 }, 2000), 500, 'high')).toBe(2000);
  expect(standingOf(onFailure(breaker, { startedMs: 11, endedMs: 500 }), 500)).toBe('open');
});

test('each failure of a half-open origin opens it for longer, up to 15 seconds', () => {
  let breaker = closedBreaker;
  for (let failure = 0; failure < 20; failure += 1) breaker = onFailure(breaker, at(2 * failure));
  expect(breaker.openUntilMs).toBe(15_038);
});

test('one success closes the breaker', () => {
  const open = onFailure(onFailure(closedBreaker, at(0)), at(2));
  expect(standingOf(onSuccess(open), 0)).toBe('good');
});

test('a wait that an origin asked for ends by time alone, whatever happens to other requests', () => {
  const asked = onFailure(closedBreaker, at(0), 2000);
  for (const later of [onSuccess(asked), onFailure(asked, at(500)), onFailure(asked, at(500), 1000)]) {
    expect(mustWaitMs(later, 500, 'high')).toBe(1500);
    expect(mustWaitMs(later, 2000, 'high')).toBe(0);
  }
  expect(mustWaitMs(onFailure(asked, at(500), 3000), 500, 'high')).toBe(3000);
});

test('a failure noted before the clock was set back hides neither a later failure nor a shorter wait', () => {
  const ahead = onFailure(onFailure(closedBreaker, at(86_400_000)), at(86_400_000), 300_000);
  const failed = onFailure(ahead, at(1000), 2000);
  expect(standingOf(failed, 1000)).toBe('open');
  expect(mustWaitMs(failed, 1000, 'high')).toBe(2000);
});

test('Retry-After is honoured, but for five minutes at most', () => {
  expect(mustWaitMs(onFailure(closedBreaker, at(1000), 2000), 1500, 'high')).toBe(1500);
  expect(mustWaitMs(onFailure(closedBreaker, at(0), 86_400_000), 0, 'high')).toBe(300_000);
});

test.each([
  ['120', 120_000],
  [' 1 ', 1000],
  ['Thu, 01 Jan 1970 00:01:40 GMT', 90_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['soon', null],
  ['1.5', null],
  [null, null],
])('Retry-After %j is %j ms from now', (value, expected) => {
  expect(readRetryAfterMs(value, 10_000)).toBe(expected);
});
