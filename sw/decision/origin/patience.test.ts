import { expect, test } from 'vitest';
import { mayHedge, type Outlook, type Progress, shouldLeave, slowFirstByteMs } from './patience.ts';

const near: Outlook = { latencyMs: 50, bandwidthBps: 8e6, slowFirstByteMs: 100 };
const rules = { stallMs: 15_000, here: near, elsewhere: near };
const alone = { ...rules, elsewhere: null };
const awaiting = (silentMs: number): Progress => ({ silentMs, body: null });
const arriving = (recentBps: number, remainingBytes: number | null, elapsedMs = 2000): Progress => ({
  silentMs: 0,
  body: { elapsedMs, recentBps, remainingBytes },
});

test('silence up to the limit is always left', () => {
  expect(shouldLeave(awaiting(14_999), alone)).toBe(false);
  expect(shouldLeave(awaiting(15_000), alone)).toBe(true);
  expect(shouldLeave({ ...arriving(0, 1000), silentMs: 15_000 }, alone)).toBe(true);
});

test('the last source is left for nothing but silence', () => {
  expect(shouldLeave(arriving(1, 1e9, 60_000), alone)).toBe(false);
});

test('headers that take far longer than usual are not waited for when there is another source', () => {
  expect(shouldLeave(awaiting(699), rules)).toBe(false);
  expect(shouldLeave(awaiting(700), rules)).toBe(true);
});

test('a source that is always slow gets the time that it needs', () => {
  const far = { ...rules, here: { ...near, slowFirstByteMs: 2000 } };
  expect(shouldLeave(awaiting(7999), far)).toBe(false);
  expect(shouldLeave(awaiting(8000), far)).toBe(true);
});

test('a body that crawls is left when another source would be done long before', () => {
  expect(shouldLeave(arriving(16_000, 500_000), rules)).toBe(true);
  expect(shouldLeave(arriving(0, 500_000), rules)).toBe(true);
  expect(shouldLeave(arriving(0, null), rules)).toBe(true);
});

test('a body that comes a little slower than elsewhere stays where it is', () => {
  expect(shouldLeave(arriving(4e6, 500_000), rules)).toBe(false);
  expect(shouldLeave(arriving(16_000, 1000), rules)).toBe(false);
});

test('nobody is judged by the first moment of a body', () => {
  expect(shouldLeave(arriving(0, 500_000, 699), rules)).toBe(false);
  expect(shouldLeave(arriving(0, 500_000, 700), rules)).toBe(true);
});

test('a slow source is not left for one that is as slow', () => {
  const slow = { ...near, bandwidthBps: 20_000 };
  expect(shouldLeave(arriving(16_000, 500_000), { ...rules, elsewhere: slow })).toBe(false);
});

test('a slow first byte is one that 95 % of the others stay below', () => {
  const history = Array.from({ length: 100 }, (_, index) => index + 101);
  expect(slowFirstByteMs(history)).toBe(195);
  expect(slowFirstByteMs(history.toReversed())).toBe(195);
});

test('with a short history the guess is cautious', () => {
  expect(slowFirstByteMs([])).toBe(1000);
  expect(slowFirstByteMs([5, 5])).toBe(1000);
  expect(slowFirstByteMs([80, 100, 60])).toBe(200);
});

test('quick origins are not asked twice for a hiccup', () => {
  expect(slowFirstByteMs(Array.from({ length: 20 }, () => 4))).toBe(50);
});

test('however often it could be of use, no more than one request in twenty is asked twice', () => {
  let hedges = 0;
  for (let requests = 1; requests <= 1000; requests += 1) {
    if (mayHedge({ requests: requests + hedges, hedges })) hedges += 1;
    if (requests >= 20) expect(hedges / requests).toBeLessThanOrEqual(0.0527);
  }
  expect(hedges).toBeGreaterThan(45);
});
