import { expect, test } from 'vitest';
import { closedBreaker, mustWaitMs, onFailure, onSuccess, readRetryAfterMs, standingOf } from './circuit-breaker.ts';

test('one failure makes an origin shaky, a second in a row opens the breaker', () => {
  const once = onFailure(closedBreaker, 0);
  expect(standingOf(closedBreaker, 0)).toBe('good');
  expect(standingOf(once, 0)).toBe('shaky');
  const twice = onFailure(once, 0);
  expect(standingOf(twice, 999)).toBe('open');
  expect(standingOf(twice, 1000)).toBe('shaky');
});

test('each failure of a half-open origin opens it for longer, up to a quarter of a minute', () => {
  let breaker = closedBreaker;
  for (let failure = 0; failure < 20; failure += 1) breaker = onFailure(breaker, 0);
  expect(breaker.openUntilMs).toBe(15_000);
});

test('one success closes it', () => {
  const open = onFailure(onFailure(closedBreaker, 0), 0);
  expect(standingOf(onSuccess(open), 0)).toBe('good');
});

test('a wait that was asked for ends by time alone, whatever other requests bring meanwhile', () => {
  const asked = onFailure(closedBreaker, 0, 2000);
  for (const later of [onSuccess(asked), onFailure(asked, 500), onFailure(asked, 500, 1000)]) {
    expect(mustWaitMs(later, 500)).toBe(1500);
    expect(mustWaitMs(later, 2000)).toBe(0);
  }
  expect(mustWaitMs(onFailure(asked, 500, 3000), 500)).toBe(3000);
});

test('Retry-After is kept, but not for more than five minutes', () => {
  expect(mustWaitMs(onFailure(closedBreaker, 1000, 2000), 1500)).toBe(1500);
  expect(mustWaitMs(onFailure(closedBreaker, 0, 86_400_000), 0)).toBe(300_000);
});

test.each([
  ['120', 120_000],
  [' 1 ', 1000],
  ['Thu, 01 Jan 1970 00:01:40 GMT', 90_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['soon', null],
  [null, null],
])('Retry-After %j is %j ms from now', (value, expected) => {
  expect(readRetryAfterMs(value, 10_000)).toBe(expected);
});
