import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { showStats } from './stats-overlay.ts';

const page = { visibilityState: 'visible', querySelector: () => null, createElement: () => element };
const element = { setAttribute: () => undefined, append: () => undefined, remove: () => undefined };

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('reads the players twice a second, but not in a hidden page or once closed', () => {
  const readPlayers = vi.fn(() => []);
  const stats = showStats({ readPlayers, readThroughputBps: () => null });
  vi.advanceTimersByTime(1000);
  expect(readPlayers).toHaveBeenCalledTimes(3);
  page.visibilityState = 'hidden';
  vi.advanceTimersByTime(10_000);
  expect(readPlayers).toHaveBeenCalledTimes(3);
  page.visibilityState = 'visible';
  vi.advanceTimersByTime(500);
  expect(readPlayers).toHaveBeenCalledTimes(4);
  stats.close();
  vi.advanceTimersByTime(10_000);
  expect(readPlayers).toHaveBeenCalledTimes(4);
});
