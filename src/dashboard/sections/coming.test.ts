import { expect, it } from 'vitest';
import { describeBytes } from './coming.ts';

it('shows what is here of a coming reel, and not what has gone again', () => {
  expect(describeBytes(undefined)).toBe('Nothing prefetched');
  expect(describeBytes({ prefetched_bytes: 5000, used_bytes: 1000, wasted_bytes: 2000 })).toBe('3.0 KB prefetched');
  expect(describeBytes({ prefetched_bytes: 5000, used_bytes: 0, wasted_bytes: 5000 })).toBe('Nothing prefetched');
});
