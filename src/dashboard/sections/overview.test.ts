import { expect, it } from 'vitest';
import { describeSwipes } from './overview.ts';

const swipes = (...firstFramesMs: (number | null)[]) => firstFramesMs.map((firstFrameMs) => ({ firstFrameMs }));

it('counts reels left before their first frame as the slowest, and says how many there were', () => {
  expect(describeSwipes(swipes())).toEqual(['–', 'none yet']);
  expect(describeSwipes(swipes(10, 20, 30))).toEqual(['20 ms', 'p95 30 ms, 3 in all']);
  expect(describeSwipes(swipes(10, null, 30))).toEqual(['30 ms', 'p95 never, 3 in all, 1 left before the first frame']);
  expect(describeSwipes(swipes(null, null, 30))).toEqual([
    'never',
    'p95 never, 3 in all, 2 left before the first frame',
  ]);
});
