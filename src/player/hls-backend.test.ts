import { expect, test, vi } from 'vitest';
import { usualBuffer } from '../shared/buffer-settings.ts';
import { HlsBackend } from './hls-backend.ts';
import { NetworkEstimate } from './network-estimate.ts';

// hls.js looks for a window's `self` when it is imported.
vi.stubGlobal('self', globalThis);
vi.stubGlobal('navigator', {});
const { default: Hls } = await import('hls.js');

/** What hls.js is told when a reel at this place goes on after it was stopped. */
function toldToGoOn(video: { currentTime: number; buffered: { length: number } }): unknown[] {
  const told: unknown[] = [];
  class Library extends Hls {
    override attachMedia(): void {}
    override startLoad(...place: unknown[]): void {
      told.push(place);
    }
    override get levels() {
      return [Object.create(null)];
    }
  }
  const backend = new HlsBackend(Library, {
    video: Object.assign(Object.create(null), video),
    url: 'https://a.example/main.m3u8',
    role: 'parked',
    startSeconds: 0,
    shared: {
      buffer: () => usualBuffer,
      estimate: new NetworkEstimate(null),
      maySpeculate: () => true,
      onLoaded: () => {},
      onGiveUp: () => {},
      onCodecs: () => {},
      readTrackWish: () => ({ audioLanguage: null, captionsLanguage: null }),
    },
    onError: () => {},
  });
  backend.setRole('stopped');
  backend.setRole('playing');
  backend.destroy();
  return told;
}

test('what is ahead of a reel that goes on is counted from where it plays, once something of it is here', () => {
  expect(toldToGoOn({ currentTime: 0.5, buffered: { length: 1 } })).toEqual([[0.5, true]]);
  expect(toldToGoOn({ currentTime: 0, buffered: { length: 0 } })).toEqual([[0, false]]);
});
