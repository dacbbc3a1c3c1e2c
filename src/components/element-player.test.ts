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
      // As browsers do: what is loaded anew stands still.
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

test('a reel that fails while it is seen is tried again when the network is back', () => {
  player.setPlaying(true);
  fail();
  expect(loads).toBe(0);
  page.dispatchEvent(new Event('online'));
  expect(loads).toBe(1);
});

test('it is tried again after a while, and again when it fails again', () => {
  player.setPlaying(true);
  fail();
  vi.advanceTimersByTime(6_000);
  expect(loads).toBe(1);
  expect(isPaused).toBe(false);
  fail();
  vi.advanceTimersByTime(6_000);
  expect(loads).toBe(2);
});

test('a reel that nobody sees waits until it is seen', () => {
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

test('a page that nobody sees plays nothing, and goes on with what was playing', () => {
  player.setPlaying(true);
  show('hidden');
  expect(isPaused).toBe(true);
  show('visible');
  expect(isPaused).toBe(false);
});

test('what the viewer has paused stays so when the page was hidden meanwhile', () => {
  player.setPlaying(true);
  video.pause();
  show('hidden');
  show('visible');
  expect(isPaused).toBe(true);
});

test('a reel that is left while nobody sees the page stays silent when it is seen again', () => {
  player.setPlaying(true);
  show('hidden');
  player.setPlaying(false);
  show('visible');
  expect(isPaused).toBe(true);
});

test('what is to play while nobody sees the page waits until it is seen', async () => {
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
  ['mediaError', ['begin anew']],
])('after a fatal %s a stream is told to %s', async (type, told) => {
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
      loadSource = () => calls.push('begin anew');
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
  expect(calls).toEqual(told);
  stream.unload();
  vi.doUnmock('hls.js');
});
