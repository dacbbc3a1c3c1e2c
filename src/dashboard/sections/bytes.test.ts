import { expect, it } from 'vitest';
import { heaviest } from './bytes.ts';

it('sorts reels by their bytes, even if their ids look like numbers', () => {
  const sums = (prefetched_bytes: number) => ({ prefetched_bytes, used_bytes: 0, wasted_bytes: 0 });
  const reels = heaviest({ koi: sums(20), 7: sums(30), 100: sums(10), 3: sums(40) });
  expect(reels.map(([id]) => id)).toEqual(['3', '7', 'koi', '100']);
});
