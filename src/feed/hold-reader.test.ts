import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HoldReader } from './hold-reader.ts';

const at = (clientX: number, clientY: number) => ({ clientX, clientY });

describe('HoldReader', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function reader() {
    const holds: boolean[] = [];
    return { holds, hold: new HoldReader((isHeld) => holds.push(isHeld)) };
  }

  it('holds until the finger is lifted, and takes the click that follows', () => {
    const { holds, hold } = reader();
    hold.down(at(10, 10));
    vi.advanceTimersByTime(500);
    hold.move(at(40, 40));
    hold.up();
    expect(holds).toEqual([true, false]);
    expect([hold.endsHold(), hold.endsHold()]).toEqual([true, false]);
  });

  it('ignores a tap and a swipe', () => {
    const { holds, hold } = reader();
    hold.down(at(10, 10));
    hold.up();
    hold.down(at(10, 10));
    hold.move(at(10, 60));
    vi.advanceTimersByTime(500);
    hold.up();
    expect(holds).toEqual([]);
    expect(hold.endsHold()).toBe(false);
  });
});
