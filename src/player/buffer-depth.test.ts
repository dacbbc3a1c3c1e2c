import { describe, expect, it } from 'vitest';
import { bufferState, canShareLink, isSkimming, mayLoadNeighbour, parkedDepth, playingDepth } from './buffer-depth.ts';

describe('playingDepth', () => {
  it('buffers as far as configured, at most twice that, and keeps at most 30 s behind', () => {
    expect(playingDepth(60)).toEqual({ maxBufferLength: 60, maxMaxBufferLength: 120, backBufferLength: 30 });
    expect(playingDepth(10)).toEqual({ maxBufferLength: 10, maxMaxBufferLength: 20, backBufferLength: 10 });
  });
});

describe('parkedDepth', () => {
  it('covers only the beginning, and never more than configured', () => {
    expect(parkedDepth(60)).toEqual({ maxBufferLength: 1.9, maxMaxBufferLength: 1.9, backBufferLength: 30 });
    expect(parkedDepth(1).maxBufferLength).toBe(1);
  });
});

describe('bufferState', () => {
  it('counts from the position across gaps shorter than a few frames', () => {
    expect(
      bufferState(
        [
          [0.07, 2],
          [2.05, 5],
        ],
        0,
        10,
      ),
    ).toEqual({ aheadSeconds: 5, reachesEnd: false });
  });

  it('ignores ranges beyond a longer gap', () => {
    expect(bufferState([[4, 9]], 1, 10)).toEqual({ aheadSeconds: 0, reachesEnd: false });
  });

  it('reports when the buffer reaches the end of the reel', () => {
    expect(bufferState([[0, 9.95]], 3, 10).reachesEnd).toBe(true);
    expect(bufferState([], 0, 0).reachesEnd).toBe(false);
  });
});

describe('mayLoadNeighbour', () => {
  const holding = (aheadSeconds: number) => ({ aheadSeconds, reachesEnd: false });

  it('holds neighbours back until the playing reel can share the link, longer on a slow one', () => {
    expect(mayLoadNeighbour(holding(1.2), { load: 0.25, isLoading: false })).toBe(false);
    expect(mayLoadNeighbour(holding(1.3), { load: 0.25, isLoading: false })).toBe(true);
    expect(mayLoadNeighbour(holding(4), { load: 1.25, isLoading: false })).toBe(false);
    expect(mayLoadNeighbour(holding(4.3), { load: 1.25, isLoading: false })).toBe(true);
    expect(mayLoadNeighbour({ aheadSeconds: 0.2, reachesEnd: true }, { load: 1.25, isLoading: false })).toBe(true);
  });

  it('lets a loading neighbour continue until the playing reel needs the whole link', () => {
    expect(mayLoadNeighbour(holding(3.1), { load: 1.25, isLoading: true })).toBe(true);
    expect(mayLoadNeighbour(holding(2.9), { load: 1.25, isLoading: true })).toBe(false);
  });

  it('treats an unmeasured link as slow', () => {
    expect(mayLoadNeighbour(holding(6), { load: null, isLoading: false })).toBe(false);
    expect(mayLoadNeighbour(holding(6.5), { load: null, isLoading: false })).toBe(true);
  });
});

describe('canShareLink', () => {
  const holding = (aheadSeconds: number) => ({ aheadSeconds, reachesEnd: false });

  it('lets the next reel load beside the playing one if that needs at most half of the link', () => {
    expect(canShareLink(holding(0), { load: 0.5, isLoading: false })).toBe(true);
  });

  it('requires a buffer that covers the shortfall if the playing reel needs more than half of the link', () => {
    expect(canShareLink(holding(0.5), { load: 0.6, isLoading: false })).toBe(false);
    expect(canShareLink(holding(0.7), { load: 0.6, isLoading: false })).toBe(true);
    expect(canShareLink(holding(1.4), { load: 1, isLoading: false })).toBe(false);
    expect(canShareLink(holding(1.5), { load: 1, isLoading: false })).toBe(true);
    expect(canShareLink(holding(3), { load: null, isLoading: false })).toBe(false);
  });

  it('lets a load under way continue until the playing reel is about to stall', () => {
    expect(canShareLink(holding(0.5), { load: 1, isLoading: true })).toBe(true);
    expect(canShareLink(holding(0.4), { load: 1, isLoading: true })).toBe(false);
  });
});

it('a viewer who left the last reel quickly counts as skimming until they stay on this one', () => {
  expect(isSkimming(800, 0)).toBe(true);
  expect(isSkimming(800, 1600)).toBe(false);
  expect(isSkimming(3000, 100)).toBe(false);
});
