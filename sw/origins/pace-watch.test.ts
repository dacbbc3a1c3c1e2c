import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PaceWatch } from './pace-watch.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('silence is detected on time even if the clock is set back meanwhile', () => {
  let aheadMs = 365 * 24 * 3600 * 1000;
  const watch = new PaceWatch(
    () => Date.now() + aheadMs,
    ({ silentMs }) => silentMs >= 2000,
  );
  watch.onHeaders(null);
  watch.onBytes(10);
  vi.advanceTimersByTime(1000);
  aheadMs = 0;
  vi.advanceTimersByTime(2400);
  expect(watch.signal.aborted).toBe(true);
});
