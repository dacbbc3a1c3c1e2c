import { describe, expect, it } from 'vitest';
import { unwatched, watchTo } from './watch-time.ts';

const watch = (positions: readonly number[]) => positions.reduce(watchTo, unwatched).watchedSeconds;

describe('watchTo', () => {
  it('adds up the time that was played', () => {
    expect(watch([0.25, 0.5, 0.75, 1])).toBe(1);
  });

  it('counts every round of a loop, but not the jump back', () => {
    expect(watch([1, 2, 0, 1, 2])).toBe(4);
  });

  it('counts neither a pause nor a seek', () => {
    expect(watch([1, 1, 1, 40, 41])).toBe(2);
  });
});
