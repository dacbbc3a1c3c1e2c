import { afterEach, describe, expect, it } from 'vitest';
import { measureStartup, measureSwipe } from './measures.ts';

const entries = (name: string) =>
  performance.getEntriesByName(name, 'measure').map((entry) => ({
    durationMs: entry.duration,
    detail: Reflect.get(entry, 'detail') as unknown,
  }));

afterEach(() => performance.clearMeasures());

describe('measureSwipe', () => {
  it('spans activation to first frame, and marks a reel that was ready as preloaded', () => {
    const measure = measureSwipe('r1', 100, { hasFrame: true, firstSegmentRoute: 'store' });
    measure.onFirstFrame(109);
    measure.onMoving(140);
    expect(entries('nextreel:swipe')).toEqual([
      {
        durationMs: 9,
        detail: { reelId: 'r1', firstFrameMs: 9, movingMs: 40, source: 'preloaded', segmentSource: 'store' },
      },
    ]);
  });

  it('names the source of the first segment if the reel was not ready', () => {
    const measure = measureSwipe('r1', 0, { hasFrame: false, firstSegmentRoute: 'joined' });
    measure.onFirstFrame(80);
    measure.onMoving(120);
    expect(entries('nextreel:swipe')[0]?.detail).toMatchObject({ source: 'joined' });
  });

  it('reports once that a reel was left before it moved', () => {
    const measure = measureSwipe('r1', 0, { hasFrame: true, firstSegmentRoute: null });
    measure.onFirstFrame(9);
    measure.leave();
    measure.onMoving(50);
    expect(entries('nextreel:swipe')).toHaveLength(1);
    expect(entries('nextreel:swipe')[0]?.detail).toMatchObject({ movingMs: null });
  });

  it('reports that a reel was left before its first frame, and ends when it was left', () => {
    const startMs = performance.now();
    const measure = measureSwipe('r1', startMs, { hasFrame: false, firstSegmentRoute: null });
    measure.leave();
    measure.onMoving(startMs + 6_000);
    const [entry, ...others] = entries('nextreel:swipe');
    expect(entry?.detail).toEqual({
      reelId: 'r1',
      firstFrameMs: null,
      movingMs: null,
      source: 'network',
      segmentSource: null,
    });
    expect(entry?.durationMs).toBeLessThan(6_000);
    expect(others).toEqual([]);
  });
});

describe('measureStartup', () => {
  it('spans navigation to movement', () => {
    const measure = measureStartup('r1', { hasFrame: false, firstSegmentRoute: 'network' });
    measure.onFirstFrame(300);
    measure.onMoving(340);
    // After a recovery.
    measure.onMoving(9_000);
    expect(entries('nextreel:startup')).toEqual([
      { durationMs: 340, detail: { reelId: 'r1', firstFrameMs: 300, segmentSource: 'network' } },
    ]);
  });
});
