import { describe, expect, test } from 'vitest';
import { summarise } from './report.ts';

describe('the summary of a swipe run', () => {
  test('counts a frame that never came as slower than all others', () => {
    const swipe = (firstFrameMs: number | null) => ({ reelId: 'a', firstFrameMs, movingMs: firstFrameMs });
    const row = summarise('s', 'c', [swipe(10), swipe(null), swipe(30)], 0);
    expect(row.firstFrame).toEqual({ medianMs: 30, p95Ms: Infinity });
    expect(row.unseen).toBe(1);
  });
});
