import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ElementPlayer } from './element-player.ts';

let page: EventTarget;
let tab: EventTarget & { visibilityState: DocumentVisibilityState };
let loads: number;
let isPaused: boolean;
let video: HTMLVideoElement;
let player: ElementPlayer;

beforeEach(async () => {
  vi.useFakeTimers();
  page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  tab = Object.assign(new EventTarget(), { visibilityState: 'visible' as const });
  vi.stubGlobal('document', tab);
  vi.stubGlobal('Element', EventTarget);
  loads = 0;
  isPaused = true;
  video = Object(
    Object.assign(new EventTarget(), {
      error: { message: 'no network' },
      // As in browsers, load() pauses the video.
      load: () => {
        loads += 1;
        isPaused = true;
      },
      play: () => {
        isPaused = false;
        return Promise.resolve();
      },
      pause: () => (isPaused = true),
      removeAttribute: () => {},
    }),
  );
  Object.defineProperty(video, 'paused', { get: () => isPaused });
  player = new ElementPlayer(video, 'https://media.example/a.mp4', () => {});
  await player.load();
});

afterEach(() => {
  player.unload();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const fail = () => video.dispatchEvent(new Event('error'));

test('a visible reel that fails is retried when the network is back', () => {
  player.setPlaying(true);
  fail();
  expect(loads).toBe(0);
  page.dispatchEvent(new Event('online'));
  expect(loads).toBe(1);
});

test('a visible reel that keeps failing is retried again and again after a while', () => {
  player.setPlaying(true);
  fail();
  vi.advanceTimersByTime(6_000);
  expect(loads).toBe(1);
  expect(isPaused).toBe(false);
  fail();
  vi.advanceTimersByTime(6_000);
  expect(loads).toBe(2);
});

test('an invisible reel that fails is not retried until it becomes visible', () => {
  fail();
  page.dispatchEvent(new Event('online'));
  vi.advanceTimersByTime(6_000);
  expect(loads).toBe(0);
  player.setPlaying(true);
  expect(loads).toBe(1);
});

const show = (visibilityState: DocumentVisibilityState) => {
  tab.visibilityState = visibilityState;
  tab.dispatchEvent(new Event('visibilitychange'));
};

test('hiding the page pauses the reel, and showing it resumes playback', () => {
  player.setPlaying(true);
  show('hidden');
  expect(isPaused).toBe(true);
  show('visible');
  expect(isPaused).toBe(false);
});

test('a reel that the viewer paused stays paused after the page was hidden', () => {
  player.setPlaying(true);
  video.pause();
  show('hidden');
  show('visible');
  expect(isPaused).toBe(true);
});

test('a reel that the viewer left while the page was hidden stays paused when the page is shown', () => {
  player.setPlaying(true);
  show('hidden');
  player.setPlaying(false);
  show('visible');
  expect(isPaused).toBe(true);
});

test('a reel that is to play, or is retried, while the page is hidden waits until the page is shown', async () => {
  show('hidden');
  player.setPlaying(true);
  expect(isPaused).toBe(true);
  show('visible');
  expect(isPaused).toBe(false);
  show('hidden');
  fail();
  page.dispatchEvent(new Event('online'));
  expect(loads).toBe(1);
  expect(isPaused).toBe(true);
  show('visible');
  expect(isPaused).toBe(false);
});

test.each([
  ['networkError', ['go on']],
  ['mediaError', ['reload']],
])('after a fatal %s hls.js is made to %s', async (type, expected) => {
  const calls: string[] = [];
  const listeners = new Map<string, (event: string, data: object) => void>();
  vi.doMock('hls.js', () => ({
    default: class {
      static readonly Events = { ERROR: 'error' };
      static readonly ErrorTypes = { NETWORK_ERROR: 'networkError' };
      static readonly isSupported = () => true;
      readonly levels = [{}];
      readonly media = null;
      readonly config = { loader: EventTarget };
      on(event: string, listener: (event: string, data: object) => void): void {
        listeners.set(event, listener);
      }
      attachMedia(): void {}
      loadSource = () => calls.push('reload');
      startLoad = () => calls.push('go on');
      destroy(): void {}
    },
  }));
  const stream = new ElementPlayer(video, 'https://media.example/a.m3u8', () => {});
  await stream.load();
  stream.setPlaying(true);
  calls.length = 0;
  listeners.get('error')?.('error', { fatal: true, type, details: '' });
  page.dispatchEvent(new Event('online'));
  expect(calls).toEqual(expected);
  stream.unload();
  vi.doUnmock('hls.js');
});
