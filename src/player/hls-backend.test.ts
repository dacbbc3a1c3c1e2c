import { expect, test, vi } from 'vitest';
import { usualBuffer } from '../shared/buffer-settings.ts';
import { HlsBackend } from './hls-backend.ts';
import { NetworkEstimate } from './network-estimate.ts';

// hls.js looks for a window's `self` when it is imported.
vi.stubGlobal('self', globalThis);
vi.stubGlobal('navigator', {});
const { default: Hls } = await import('hls.js');

const renditions = [{ averageBitrate: 500_000 }, { averageBitrate: 2_000_000 }];

/** What hls.js is told when a reel of which this much is here goes on, in the second rendition until now, after a stop. */
function toldToGoOn(bufferedSeconds: number, lineBps: number | null) {
  const told: { places: unknown[]; level: number | null } = { places: [], level: null };
  class Library extends Hls {
    override attachMedia(): void {}
    override startLoad(...place: unknown[]): void {
      told.places.push(place);
    }
    override get levels() {
      return renditions.map((level) => Object.assign(Object.create(null), level));
    }
    override get loadLevel() {
      return 1;
    }
    override get nextAutoLevel() {
      return -1;
    }
    override set nextAutoLevel(level) {
      told.level = level;
    }
  }
  const buffered = { length: bufferedSeconds > 0 ? 1 : 0, end: () => bufferedSeconds };
  const backend = new HlsBackend(Library, {
    video: Object.assign(Object.create(null), { currentTime: bufferedSeconds / 2, buffered }),
    url: 'https://a.example/main.m3u8',
    role: 'parked',
    startSeconds: 0,
    shared: {
      buffer: () => usualBuffer,
      estimate: new NetworkEstimate(lineBps),
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
  expect(toldToGoOn(1, null).places).toEqual([[0.5, true]]);
  expect(toldToGoOn(0, null).places).toEqual([[0, false]]);
});

test('a beginning that goes on after a stop stays in its rendition, as long as the line carries it', () => {
  expect(toldToGoOn(1, 3_000_000).level).toBe(1);
  expect(toldToGoOn(1, null).level).toBe(1);
  expect(toldToGoOn(1, 1_000_000).level).toBeNull();
});

test('what comes after the beginning, or of which nothing is here, goes on in the rendition that hls.js chooses', () => {
  expect(toldToGoOn(4, 3_000_000).level).toBeNull();
  expect(toldToGoOn(0, 3_000_000).level).toBeNull();
});
