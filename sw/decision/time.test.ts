import { describe, expect, it } from 'vitest';
import { isWithin, waitMs } from './time.ts';

describe('a clock that is set back or forward', () => {
  it('ends any period that is being measured', () => {
    expect([isWithin(10, 100, 105), isWithin(10, 100, 110)]).toEqual([true, false]);
    expect([isWithin(10, 100, 50), isWithin(10, 100, 1_000_000)]).toEqual([false, false]);
  });

  it('never makes a wait longer than intended', () => {
    expect([waitMs(110, 100, 10), waitMs(110, 104, 10), waitMs(110, 120, 10)]).toEqual([10, 6, 0]);
    expect(waitMs(110, -86_400_000, 10)).toBe(0);
  });
});
