import { describe, expect, it } from 'vitest';
import { readWheel, restingWheel, wheelDeltaPx } from './wheel-gesture.ts';

type Turn = { readonly atMs: number; readonly deltaPx: number };

function stepsOf(turns: readonly Turn[]): number[] {
  let gesture = restingWheel;
  return turns.map((turn) => {
    const read = readWheel(gesture, turn.deltaPx, turn.atMs);
    gesture = read.gesture;
    return read.step;
  });
}

const fling = (fromMs: number, peakPx: number): Turn[] =>
  Array.from({ length: 60 }, (_, index) => ({ atMs: fromMs + index * 16, deltaPx: peakPx * 0.93 ** index }));

const sum = (steps: readonly number[]) => steps.reduce((total, step) => total + step, 0);

describe('readWheel', () => {
  it('swipes once for one notch of a mouse wheel', () => {
    expect(stepsOf([{ atMs: 0, deltaPx: 100 }])).toEqual([1]);
    expect(stepsOf([{ atMs: 0, deltaPx: -100 }])).toEqual([-1]);
  });

  it('swipes once for a hard fling, however long its momentum lasts', () => {
    expect(sum(stepsOf(fling(0, 900)))).toBe(1);
  });

  it('swipes again for a second fling during the first', () => {
    expect(sum(stepsOf([...fling(0, 300).slice(0, 35), ...fling(560, 300)]))).toBe(2);
  });

  it('swipes again after a pause', () => {
    expect(
      stepsOf([
        { atMs: 0, deltaPx: 100 },
        { atMs: 200, deltaPx: 100 },
      ]),
    ).toEqual([1, 1]);
  });

  it('swipes back when the direction is reversed', () => {
    expect(sum(stepsOf([...fling(0, 300).slice(0, 30), ...fling(480, -300)]))).toBe(0);
  });

  it('ignores tiny movements', () => {
    expect(stepsOf([{ atMs: 0, deltaPx: 3 }])).toEqual([0]);
  });
});

describe('wheelDeltaPx', () => {
  it('reads pixels, lines and pages', () => {
    expect(wheelDeltaPx({ deltaY: 100, deltaMode: 0 }, 800)).toBe(100);
    expect(wheelDeltaPx({ deltaY: 3, deltaMode: 1 }, 800)).toBe(96);
    expect(wheelDeltaPx({ deltaY: 1, deltaMode: 2 }, 800)).toBe(800);
  });
});
