import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Signal } from '../shared/signals.ts';
import type { Place } from './callers.ts';
import type { Viewing } from './viewing.ts';

class FakeVideo extends EventTarget {
  currentTime = 0;
  duration = 60;
  paused = false;
  ended = false;
  seeking = false;
  readyState = 0;

  playTo(seconds: number): void {
    while (this.currentTime < seconds) {
      this.currentTime = Math.min(seconds, this.currentTime + 0.25);
      this.dispatchEvent(new Event('timeupdate'));
    }
  }

  seekTo(seconds: number): void {
    this.currentTime = seconds;
    this.seeking = true;
    this.dispatchEvent(new Event('seeking'));
    this.seeking = false;
    this.dispatchEvent(new Event('timeupdate'));
  }

  pause(): void {
    this.paused = true;
    this.dispatchEvent(new Event('pause'));
  }
}

let sent: Signal[];
let place: Place;
let hidden: boolean;
let life: AbortController;
let viewing: Viewing;

const placeOf = (id: string, index: number, video: FakeVideo): Place =>
  Object({ index, reel: { id, durationSeconds: 60 }, video });
const actions = () => sent.flatMap((one) => (one.kind === 'interaction' ? [`${one.reelId} ${one.action}`] : []));

/** Shows a reel in an element and plays it for two seconds. */
function show(id: string, index: number, video = new FakeVideo()): FakeVideo {
  place = placeOf(id, index, video);
  viewing.enter(place, Date.now(), performance.now());
  viewing.follow(Object(video));
  video.playTo(video.currentTime + 2);
  return video;
}

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('HTMLVideoElement', EventTarget);
  vi.stubGlobal('HTMLMediaElement', { HAVE_CURRENT_DATA: 2 });
  vi.stubGlobal('requestAnimationFrame', () => 0);
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
  vi.stubGlobal('navigator', {});
  hidden = false;
  vi.stubGlobal('document', {
    pictureInPictureElement: null,
    get hidden() {
      return hidden;
    },
  });
  sent = [];
  life = new AbortController();
  // Only now, since the module looks for the stubbed globals when it is imported.
  const { Viewing: Loaded } = await import('./viewing.ts');
  viewing = new Loaded({ place: () => place, send: (signal) => sent.push(signal), signal: life.signal });
});

afterEach(() => {
  life.abort();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a swipe reports how long the reel was watched', () => {
  show('a', 0);
  show('b', 1);
  expect(sent[0]).toMatchObject({ kind: 'swipe', fromReelId: 'a', toReelId: 'b', watchedSeconds: 2, direction: 1 });
});

test('a pause of the viewer is reported, but not those at a swipe, at the end or in a hidden page', () => {
  const first = show('a', 0);
  first.pause();
  vi.advanceTimersByTime(1000);
  expect(actions()).toEqual(['a pause']);
  show('b', 1).pause();
  const third = show('c', 2);
  vi.advanceTimersByTime(1000);
  third.ended = true;
  third.pause();
  vi.advanceTimersByTime(1000);
  const fourth = show('d', 3);
  hidden = true;
  fourth.pause();
  vi.advanceTimersByTime(1000);
  expect(actions()).toEqual(['a pause']);
});

test('a seek is reported once, but not a loop, a skipped gap or the start of the next reel in the same element', () => {
  const video = show('a', 0);
  for (const seconds of [10, 20, 30]) video.seekTo(seconds);
  vi.advanceTimersByTime(2000);
  expect(actions()).toEqual(['a seek']);
  video.seekTo(0);
  video.playTo(5);
  video.seekTo(5.2);
  video.currentTime = 0;
  video.dispatchEvent(new Event('emptied'));
  place = placeOf('b', 1, video);
  viewing.enter(place, Date.now(), performance.now());
  video.seekTo(8);
  expect(actions()).toEqual(['a seek']);
});

test('what the controls of the site report is passed on, and an unknown interaction is refused', () => {
  show('a', 0);
  expect([viewing.note('like'), viewing.note(Object('applaud'))]).toEqual([true, false]);
  expect(actions()).toEqual(['a like']);
});

test('nothing that one viewer did is reported for the next one', () => {
  show('a', 0);
  viewing.forget();
  show('b', 1);
  expect(sent).toEqual([]);
});
