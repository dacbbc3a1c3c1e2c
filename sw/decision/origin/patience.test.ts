import { expect, test } from 'vitest';
import { mayHedge, type Outlook, type Progress, shouldSwitchSource, slowFirstByteMs } from './patience.ts';

const near: Outlook = { latencyMs: 50, bandwidthBps: 8e6, slowFirstByteMs: 100 };
const rules = { stallMs: 15_000, current: near, alternative: near };
const alone = { ...rules, alternative: null };
const awaiting = (silentMs: number): Progress => ({ silentMs, body: null });
const arriving = (recentBps: number, remainingBytes: number | null, elapsedMs = 2000): Progress => ({
  silentMs: 0,
  body: { elapsedMs, recentBps, remainingBytes },
});

test('a source that is silent for the stall limit is always abandoned', () => {
  expect(shouldSwitchSource(awaiting(14_999), alone)).toBe(false);
  expect(shouldSwitchSource(awaiting(15_000), alone)).toBe(true);
  expect(shouldSwitchSource({ ...arriving(0, 1000), silentMs: 15_000 }, alone)).toBe(true);
});

test('the last source is abandoned only for silence', () => {
  expect(shouldSwitchSource(arriving(1, 1e9, 60_000), alone)).toBe(false);
});

test('a source whose headers take far longer than usual is abandoned if there is another source', () => {
  expect(shouldSwitchSource(awaiting(699), rules)).toBe(false);
  expect(shouldSwitchSource(awaiting(700), rules)).toBe(true);
});

test('a source that is always slow gets more time for its headers', () => {
  const far = { ...rules, current: { ...near, slowFirstByteMs: 2000 } };
  expect(shouldSwitchSource(awaiting(7999), far)).toBe(false);
  expect(shouldSwitchSource(awaiting(8000), far)).toBe(true);
});

test('a crawling body is abandoned when another source would finish long before it', () => {
  expect(shouldSwitchSource(arriving(16_000, 500_000), rules)).toBe(true);
  expect(shouldSwitchSource(arriving(0, 500_000), rules)).toBe(true);
  expect(shouldSwitchSource(arriving(0, null), rules)).toBe(true);
});

test('a body that is only a little slower than elsewhere is not abandoned', () => {
  expect(shouldSwitchSource(arriving(4e6, 500_000), rules)).toBe(false);
  expect(shouldSwitchSource(arriving(16_000, 1000), rules)).toBe(false);
});

test('a source is not judged by the first moment of its body', () => {
  expect(shouldSwitchSource(arriving(0, 500_000, 699), rules)).toBe(false);
  expect(shouldSwitchSource(arriving(0, 500_000, 700), rules)).toBe(true);
});

test('a slow source is not abandoned for one that is as slow', () => {
  const slow = { ...near, bandwidthBps: 20_000 };
  expect(shouldSwitchSource(arriving(16_000, 500_000), { ...rules, alternative: slow })).toBe(false);
});

test('a slow first byte is the 95th percentile of the history', () => {
  const history = Array.from({ length: 100 }, (_, index) => index + 101);
  expect(slowFirstByteMs(history)).toBe(195);
  expect(slowFirstByteMs(history.toReversed())).toBe(195);
});

test('a short history gives a cautious estimate', () => {
  expect(slowFirstByteMs([])).toBe(1000);
  expect(slowFirstByteMs([5, 5])).toBe(1000);
  expect(slowFirstByteMs([80, 100, 60])).toBe(200);
});

test('a first byte of less than 50 ms is never slow, so a hiccup of a quick origin is not hedged', () => {
  expect(slowFirstByteMs(Array.from({ length: 20 }, () => 4))).toBe(50);
});

test('at most one request in twenty is hedged, however often a hedge could help', () => {
  let hedges = 0;
  for (let requests = 1; requests <= 1000; requests += 1) {
    if (mayHedge({ requests: requests + hedges, hedges })) hedges += 1;
    if (requests >= 20) expect(hedges / requests).toBeLessThanOrEqual(0.0527);
  }
  expect(hedges).toBeGreaterThan(45);
});
