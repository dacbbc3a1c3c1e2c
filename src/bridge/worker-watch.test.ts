import { expect, it } from 'vitest';
import { pauseMs } from './worker-watch.ts';

it('checks a lost worker at once, and ever less often if nothing brings it back', () => {
  expect(Array.from({ length: 9 }, (_, attempts) => pauseMs(false, attempts))).toEqual([
    0, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000,
  ]);
});

it('checks an active worker every five seconds, and a silent one no more often', () => {
  expect([0, 1, 3, 50].map((attempts) => pauseMs(true, attempts))).toEqual([5000, 5000, 8000, 60_000]);
});
