import { describe, expect, it } from 'vitest';
import { bufferState, canSpareBytes, isSkimming, parkedDepth, playingDepth } from './buffer-depth.ts';

describe('playingDepth', () => {
  it('follows the setting, twice it at most, with at most 30 s behind', () => {
    expect(playingDepth(60)).toEqual({ maxBufferLength: 60, maxMaxBufferLength: 120, backBufferLength: 30 });
    expect(playingDepth(10)).toEqual({ maxBufferLength: 10, maxMaxBufferLength: 20, backBufferLength: 10 });
  });
});

describe('parkedDepth', () => {
  it('keeps a few seconds only, and never more than the setting', () => {
    expect(parkedDepth(60)).toEqual({ maxBufferLength: 4, maxMaxBufferLength: 4, backBufferLength: 30 });
    expect(parkedDepth(2).maxBufferLength).toBe(2);
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
  it('holds neighbours back until the playing reel is safe', () => {
    expect(canSpareBytes({ aheadSeconds: 0.5, toEnd: false }, false)).toBe(false);
    expect(canSpareBytes({ aheadSeconds: 2, toEnd: false }, false)).toBe(true);
    expect(canSpareBytes({ aheadSeconds: 0.2, toEnd: true }, false)).toBe(true);
  });

  it('holds nothing back from a viewer who skims', () => {
    expect(canSpareBytes({ aheadSeconds: 0, toEnd: false }, true)).toBe(true);
  });
});

it('takes a viewer who left the last reel at once for one who skims, until this one holds', () => {
  expect(isSkimming(800, 0)).toBe(true);
  expect(isSkimming(800, 1600)).toBe(false);
  expect(isSkimming(3000, 100)).toBe(false);
});
