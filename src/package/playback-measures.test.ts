import { afterEach, beforeEach, expect, it, vi } from 'vitest';

beforeEach(() => {
  vi.stubGlobal('HTMLVideoElement', EventTarget);
  vi.stubGlobal('HTMLMediaElement', { HAVE_CURRENT_DATA: 2 });
  vi.stubGlobal('requestAnimationFrame', () => 0);
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
  performance.clearMeasures();
});

it('tells of a swipe to a reel that was left unseen, and of none that the page itself has ended', async () => {
  const { PlaybackMeasures } = await import('./playback-measures.ts');
  const life = new AbortController();
  const measures = new PlaybackMeasures(life.signal);
  const show = (reelId: string) => {
    const video: HTMLVideoElement = Object(Object.assign(new EventTarget(), { readyState: 0 }));
    measures.show(reelId, video, performance.now());
  };
  for (const reelId of ['a', 'b', 'b', 'c']) show(reelId);
  life.abort();
  const told = performance.getEntriesByName('nextreel:swipe').map((entry) => Reflect.get(entry, 'detail') as unknown);
  const unseen = { firstFrameMs: null, movingMs: null, source: 'unknown', segmentSource: null };
  expect(told).toEqual([{ reelId: 'b', ...unseen }]);
});
