import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTime, scrubTarget, shareAt } from './scrub-position.ts';

describe('shareAt', () => {
  it('is between 0 and 1 wherever the pointer is, and mirrored for right-to-left', () => {
    fc.assert(
      fc.property(fc.double({ min: -500, max: 1500, noNaN: true }), fc.integer({ min: 1, max: 1000 }), (x, width) => {
        const share = shareAt(x, width, false);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
        expect(shareAt(x, width, true)).toBeCloseTo(1 - share);
      }),
    );
  });

  it('is 0 while the bar has no width', () => expect(shareAt(20, 0, false)).toBe(0));
});

describe('scrubTarget', () => {
  const facts = { seconds: 5, step: 1, isRtl: false };

  it('seeks in the direction of the arrow', () => {
    expect(scrubTarget('ArrowRight', facts)).toBe(6);
    expect(scrubTarget('ArrowLeft', facts)).toBe(4);
    expect(scrubTarget('ArrowRight', { ...facts, isRtl: true })).toBe(4);
    expect(scrubTarget('ArrowLeft', { ...facts, isRtl: true })).toBe(6);
  });

  it('ignores keys that swipe or play', () => {
    expect(['ArrowUp', 'ArrowDown', 'PageDown', ' '].map((key) => scrubTarget(key, facts))).toEqual(
      Array.from({ length: 4 }, () => null),
    );
  });
});

it('times have minutes and seconds, and hours from one hour on', () => {
  expect([-1, 0, 9.9, 65, 600].map(formatTime)).toEqual(['0:00', '0:00', '0:09', '1:05', '10:00']);
  expect([3599, 3600, 3605, 45_296].map(formatTime)).toEqual(['59:59', '1:00:00', '1:00:05', '12:34:56']);
});
