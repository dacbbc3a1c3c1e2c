import { expect, it } from 'vitest';
import { describeBytes, describeWatch } from './upcoming.ts';

it('shows the stored bytes of a coming reel, without those already evicted', () => {
  expect(describeBytes(undefined)).toBe('Nothing prefetched');
  expect(describeBytes({ prefetched_bytes: 5000, used_bytes: 1000, wasted_bytes: 2000 })).toBe('3.0 KB prefetched');
  expect(describeBytes({ prefetched_bytes: 5000, used_bytes: 0, wasted_bytes: 5000 })).toBe('Nothing prefetched');
});

it('says how long a coming reel is likely to be watched, if that is known', () => {
  const watch = [
    { reel_id: 'a', seconds: 6.24 },
    { reel_id: 'b', seconds: 0 },
  ];
  const said = ['a', 'b', 'c'].map((id) => describeWatch(id, { watch }));
  expect(said).toEqual(['Likely watched for 6.2 s', '', '']);
});
