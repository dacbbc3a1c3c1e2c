import { expect, it } from 'vitest';
import { readExperience } from './experience.ts';

it('reads startup, swipes and stalls from the measures, and skips those with an invalid detail', () => {
  const detail = { reelId: 'a', segmentSource: 'memory' };
  const measures = new Map([
    ['nextreel:startup', [{ startTime: 0, duration: 800, detail: { ...detail, firstFrameMs: 700 } }]],
    [
      'nextreel:swipe',
      [
        { startTime: 5000, duration: 20, detail: { ...detail, firstFrameMs: 20, movingMs: 60, source: 'preloaded' } },
        { startTime: 5500, duration: 90, detail: { ...detail, firstFrameMs: null, movingMs: null, source: 'network' } },
        { startTime: 6000, duration: 30, detail: { reelId: 7 } },
        { startTime: 7000, duration: 30, detail: undefined },
      ],
    ],
    ['nextreel:stall', [{ startTime: 9000, duration: 400, detail: { reelId: 'a', positionSeconds: 3.5 } }]],
  ]);
  expect(readExperience((name) => measures.get(name) ?? [])).toEqual({
    startup: { ...detail, firstFrameMs: 700, movingMs: 800 },
    swipes: [
      { ...detail, atMs: 5000, firstFrameMs: 20, movingMs: 60, source: 'preloaded' },
      { ...detail, atMs: 5500, firstFrameMs: null, movingMs: null, source: 'network' },
    ],
    stalls: [{ reelId: 'a', positionSeconds: 3.5, atMs: 9000, durationMs: 400 }],
  });
});

it('startup times of a page opened in the background count from when it was first visible', () => {
  const startup = {
    startTime: 0,
    duration: 61_000,
    detail: { reelId: 'a', segmentSource: null, firstFrameMs: 59_000 },
  };
  const measuresOf = (name: string) => (name === 'nextreel:startup' ? [startup] : []);
  expect(readExperience(measuresOf, 60_000).startup).toMatchObject({ firstFrameMs: 0, movingMs: 1000 });
  expect(readExperience(measuresOf).startup).toMatchObject({ firstFrameMs: 59_000, movingMs: 61_000 });
});

it('is empty before anything was measured', () => {
  expect(readExperience(() => [])).toEqual({ startup: null, swipes: [], stalls: [] });
});
