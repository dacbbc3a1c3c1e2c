import { describe, expect, it } from 'vitest';
import { bufferState, canShareLine, canSpareBytes, isSkimming, parkedDepth, playingDepth } from './buffer-depth.ts';

describe('playingDepth', () => {
  it('follows the setting, twice it at most, with at most 30 s behind', () => {
    expect(playingDepth(60)).toEqual({ maxBufferLength: 60, maxMaxBufferLength: 120, backBufferLength: 30 });
    expect(playingDepth(10)).toEqual({ maxBufferLength: 10, maxMaxBufferLength: 20, backBufferLength: 10 });
  });
});

describe('parkedDepth', () => {
  it('is the beginning only, and never more than the setting', () => {
    expect(parkedDepth(60)).toEqual({ maxBufferLength: 1.9, maxMaxBufferLength: 1.9, backBufferLength: 30 });
    expect(parkedDepth(1).maxBufferLength).toBe(1);
  });
});

describe('bufferState', () => {
  it('measures from the position across holes of less than a few frames', () => {
    expect(
      bufferState(
        [
          [0.07, 2],
          [2.05, 5],
        ],
        0,
        10,
      ),
    ).toEqual({ aheadSeconds: 5, toEnd: false });
  });

  it('ignores what lies behind a hole', () => {
    expect(bufferState([[4, 9]], 1, 10)).toEqual({ aheadSeconds: 0, toEnd: false });
  });

  it('knows the end of the reel', () => {
    expect(bufferState([[0, 9.95]], 3, 10).toEnd).toBe(true);
    expect(bufferState([], 0, 0).toEnd).toBe(false);
  });
});

describe('canSpareBytes', () => {
  const holding = (aheadSeconds: number) => ({ aheadSeconds, toEnd: false });

  it('holds neighbours back until the playing reel can share the line, which takes longer on a slow one', () => {
    expect(canSpareBytes(holding(1.2), { load: 0.25, isLoading: false })).toBe(false);
    expect(canSpareBytes(holding(1.3), { load: 0.25, isLoading: false })).toBe(true);
    expect(canSpareBytes(holding(4), { load: 1.25, isLoading: false })).toBe(false);
    expect(canSpareBytes(holding(4.3), { load: 1.25, isLoading: false })).toBe(true);
    expect(canSpareBytes({ aheadSeconds: 0.2, toEnd: true }, { load: 1.25, isLoading: false })).toBe(true);
  });

  it('lets a neighbour that loads go on until the playing reel needs the whole line', () => {
    expect(canSpareBytes(holding(3.1), { load: 1.25, isLoading: true })).toBe(true);
    expect(canSpareBytes(holding(2.9), { load: 1.25, isLoading: true })).toBe(false);
  });

  it('takes a line that nothing is known of for a slow one', () => {
    expect(canSpareBytes(holding(6), { load: null, isLoading: false })).toBe(false);
    expect(canSpareBytes(holding(6.5), { load: null, isLoading: false })).toBe(true);
  });
});

describe('canShareLine', () => {
  const holding = (aheadSeconds: number) => ({ aheadSeconds, toEnd: false });

  it('lets two begin side by side where each needs no more than half of the line', () => {
    expect(canShareLine(holding(0), { load: 0.5, isLoading: false })).toBe(true);
  });

  it('where the playing reel needs more, asks that its buffer can do without it meanwhile', () => {
    expect(canShareLine(holding(0.5), { load: 0.6, isLoading: false })).toBe(false);
    expect(canShareLine(holding(0.7), { load: 0.6, isLoading: false })).toBe(true);
    expect(canShareLine(holding(1.4), { load: 1, isLoading: false })).toBe(false);
    expect(canShareLine(holding(1.5), { load: 1, isLoading: false })).toBe(true);
    expect(canShareLine(holding(3), { load: null, isLoading: false })).toBe(false);
  });

  it('lets go on what has begun until the playing reel is about to stall', () => {
    expect(canShareLine(holding(0.5), { load: 1, isLoading: true })).toBe(true);
    expect(canShareLine(holding(0.4), { load: 1, isLoading: true })).toBe(false);
  });
});

it('takes a viewer who left the last reel at once for one who skims, until this one holds', () => {
  expect(isSkimming(800, 0)).toBe(true);
  expect(isSkimming(800, 1600)).toBe(false);
  expect(isSkimming(3000, 100)).toBe(false);
});
