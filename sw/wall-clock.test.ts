import { expect, it } from 'vitest';
import { wallClock } from './wall-clock.ts';

const startMs = 1_700_000_000_000;

it('is as precise as the performance clock', () => {
  let preciseMs = 100.25;
  const nowMs = wallClock(
    () => startMs + Math.floor(preciseMs),
    () => preciseMs,
  );
  const beganMs = nowMs();
  preciseMs += 0.5;
  expect(nowMs() - beganMs).toBeCloseTo(0.5, 3);
});

it.each([
  ['the computer has slept', 600_000],
  ['the clock was set back', -3_600_000],
])('follows Date.now() again when %s', (_what, changeMs) => {
  let dateMs = startMs;
  const nowMs = wallClock(
    () => dateMs,
    () => 5,
  );
  dateMs += changeMs;
  expect(nowMs()).toBeCloseTo(dateMs, 3);
});
