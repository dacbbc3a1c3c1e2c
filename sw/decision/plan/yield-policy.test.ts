import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shouldYield } from './yield-policy.ts';

const playing = (bufferAheadSeconds: number, bufferedToEnd = false) => ({ bufferAheadSeconds, bufferedToEnd });

describe('speculative transfers', () => {
  it('yield below the low-water mark of the playing reel', () => {
    expect(shouldYield(playing(3.9), false, 4)).toBe(true);
    expect(shouldYield(playing(4), false, 4)).toBe(false);
  });

  it('go on only when the buffer is well above the mark again', () => {
    expect(shouldYield(playing(5.9), true, 4)).toBe(true);
    expect(shouldYield(playing(6), true, 4)).toBe(false);
  });

  it('do not yield to a reel that is buffered to its end', () => {
    expect(shouldYield(playing(0.5, true), true, 4)).toBe(false);
  });

  it('never begin to yield because the buffer has grown', () => {
    const seconds = fc.double({ min: 0, max: 60, noNaN: true });
    fc.assert(
      fc.property(seconds, seconds, fc.boolean(), (a, b, isYielding) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        if (!shouldYield(playing(less), isYielding, 4)) expect(shouldYield(playing(more), isYielding, 4)).toBe(false);
      }),
    );
  });
});
