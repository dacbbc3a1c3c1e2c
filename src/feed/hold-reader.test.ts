import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HoldReader } from './hold-reader.ts';

const at = (clientX: number, clientY: number) => ({ clientX, clientY });

describe('HoldReader', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function reader() {
    const told: boolean[] = [];
    return { told, hold: new HoldReader((isHeld) => told.push(isHeld)) };
  }

  it('holds until the finger is lifted, and takes the click that follows', () => {
    const { told, hold } = reader();
    hold.down(at(10, 10));
    vi.advanceTimersByTime(500);
    hold.move(at(40, 40));
    hold.up();
    expect(told).toEqual([true, false]);
    expect([hold.takesClick(), hold.takesClick()]).toEqual([true, false]);
  });

  it('ignores a tap and a swipe', () => {
    const { told, hold } = reader();
    hold.down(at(10, 10));
    hold.up();
    hold.down(at(10, 10));
    hold.move(at(10, 60));
    vi.advanceTimersByTime(500);
    hold.up();
    expect(told).toEqual([]);
    expect(hold.takesClick()).toBe(false);
  });
});
