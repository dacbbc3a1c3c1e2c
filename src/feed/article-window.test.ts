import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { articlesAhead, articlesBehind, articleWindow, indexAtScroll, needsNextPage } from './article-window.ts';

describe('articleWindow', () => {
  it('holds the current article and its neighbours', () => {
    expect(articleWindow(10, 10_000)).toEqual([8, 9, 10, 11, 12, 13]);
  });

  it('stops at the end of the feed', () => {
    expect(articleWindow(0, 2)).toEqual([0, 1]);
    expect(articleWindow(0, 0)).toEqual([]);
  });

  it('is small, in order and within the feed at every position', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.nat(10_000), (length, place) => {
        const current = place % length;
        const places = articleWindow(current, length);
        expect(places).toContain(current);
        expect(places.length).toBeLessThanOrEqual(articlesBehind + articlesAhead + 1);
        expect(places.every((index, at) => index >= 0 && index < length && index === (places[0] ?? 0) + at)).toBe(true);
      }),
    );
  });
});

describe('indexAtScroll', () => {
  it('changes when the incoming article passes the middle', () => {
    expect(indexAtScroll(399, 800, 5)).toBe(0);
    expect(indexAtScroll(400, 800, 5)).toBe(1);
    expect(indexAtScroll(1_199, 800, 5)).toBe(1);
  });

  it('stays within the feed on overscroll, and is 0 before layout', () => {
    expect(indexAtScroll(-90, 800, 5)).toBe(0);
    expect(indexAtScroll(9_000, 800, 5)).toBe(4);
    expect(indexAtScroll(500, 0, 5)).toBe(0);
  });
});

describe('needsNextPage', () => {
  it('is true only near the end of the loaded reels', () => {
    expect(needsNextPage(0, 20)).toBe(false);
    expect(needsNextPage(12, 20)).toBe(true);
  });
});
