import { afterEach, beforeEach, expect, it, vi } from 'vitest';

let wasTouched = false;

beforeEach(() => {
  vi.resetModules();
  wasTouched = false;
  vi.stubGlobal('navigator', {
    userActivation: {
      get hasBeenActive() {
        return wasTouched;
      },
    },
  });
  vi.stubGlobal('HTMLVideoElement', EventTarget);
  vi.stubGlobal('HTMLMediaElement', { HAVE_CURRENT_DATA: 2 });
  vi.stubGlobal('requestAnimationFrame', () => 0);
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
});
afterEach(() => {
  vi.unstubAllGlobals();
  performance.clearMeasures();
});

it('records a swipe to a reel that was left before its first frame, but not one cut short by the page', async () => {
  const { PlaybackMeasures } = await import('./playback-measures.ts');
  const life = new AbortController();
  const measures = new PlaybackMeasures(life.signal);
  const show = (reelId: string) => {
    const video: HTMLVideoElement = Object(Object.assign(new EventTarget(), { readyState: 0 }));
    measures.show(reelId, video, performance.now());
  };
  for (const reelId of ['a', 'b', 'b', 'c']) show(reelId);
  life.abort();
  const details = performance
    .getEntriesByName('nextreel:swipe')
    .map((entry) => Reflect.get(entry, 'detail') as unknown);
  const unseen = { firstFrameMs: null, movingMs: null, source: 'unknown', segmentSource: null };
  expect(details).toEqual([{ reelId: 'b', ...unseen }]);
});

it('ends a stall when the viewer pauses', async () => {
  let paint = () => {};
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => {
    paint = run;
    return 0;
  });
  const { PlaybackMeasures } = await import('./playback-measures.ts');
  const life = new AbortController();
  const facts = { readyState: 4, currentTime: 1, paused: false, seeking: false };
  const video: HTMLVideoElement = Object(Object.assign(new EventTarget(), facts));
  new PlaybackMeasures(life.signal).show('a', video, performance.now());
  for (const seconds of [1, 1.1]) {
    video.currentTime = seconds;
    paint();
  }
  const stalls = () => performance.getEntriesByName('nextreel:stall').length;
  video.dispatchEvent(new Event('waiting'));
  expect(stalls()).toBe(0);
  video.dispatchEvent(new Event('pause'));
  expect(stalls()).toBe(1);
  video.dispatchEvent(new Event('playing'));
  expect(stalls()).toBe(1);
  life.abort();
});

it.each([
  ['the first reel of a page counts as its start', false, 1, 'nextreel:startup'],
  ['a reel that the viewer came to from another view counts as a swipe', true, 1, 'nextreel:swipe'],
  ['a feed that is opened a second time on the same page begins with a swipe', false, 2, 'nextreel:swipe'],
] as const)('%s', async (_title, touched, visits, expected) => {
  let paint = () => {};
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => {
    paint = run;
    return 0;
  });
  wasTouched = touched;
  const { PlaybackMeasures } = await import('./playback-measures.ts');
  for (let visit = 1; visit <= visits; visit += 1) {
    performance.clearMeasures();
    const life = new AbortController();
    const facts = { readyState: 0, currentTime: 0, paused: false, seeking: false };
    const video: HTMLVideoElement = Object(Object.assign(new EventTarget(), facts));
    new PlaybackMeasures(life.signal).show('a', video, performance.now());
    Object.assign(video, { readyState: 4 });
    for (const seconds of [0.1, 0.2]) {
      video.currentTime = seconds;
      paint();
    }
    life.abort();
  }
  expect(performance.getEntriesByType('measure').map(({ name }) => name)).toEqual([expected]);
});
