import { describe, expect, it } from 'vitest';
import type { Reel } from '../shared/feed.ts';
import { readPageMessage } from '../shared/messages.ts';
import { unknownDevice } from '../shared/unknown-device.ts';
import { buildView } from './view.ts';

const reels = Array.from(
  { length: 100 },
  (_, index): Reel => ({
    id: `r${index}`,
    title: '',
    author: '',
    src: `r${index}/main.m3u8`,
    format: 'hls',
    poster: index % 2 === 0 ? `r${index}/poster.webp` : null,
    durationSeconds: 10,
    tags: ['sea'],
  }),
);

const viewAt = (activeIndex: number, nextPageUrl = 'https://page.example/feed.json?page=2') =>
  buildView({
    viewerId: 'viewer',
    atMs: 1,
    visible: true,
    playback: { positionSeconds: 0, bufferAheadSeconds: 0, bufferedToEnd: false, paused: false },
    throughputBps: null,
    device: unknownDevice,
    reels,
    placeOf: (index) => 7 + 2 * index,
    activeIndex,
    origins: [{ id: 'one', url: 'https://one.example/media/' }],
    pageUrl: 'https://page.example/',
    nextPageUrl,
  });

describe('buildView', () => {
  it('builds a message that the worker accepts, from anywhere in the feed', () => {
    for (const activeIndex of [0, 3, 50, 99]) {
      const view = viewAt(activeIndex);
      expect(readPageMessage(view)).toEqual(view);
      expect(view.reels[view.currentIndex]?.id).toBe(`r${activeIndex}`);
      expect(view.reels[view.currentIndex]?.place).toBe(7 + 2 * activeIndex);
    }
  });

  it('includes the URL of the next page only if the view contains the last known reel', () => {
    expect(viewAt(50).nextPageUrl).toBeUndefined();
    expect(viewAt(99).nextPageUrl).toBe('https://page.example/feed.json?page=2');
  });

  it('builds a message that the worker accepts even if the URL of the next page is too long', () => {
    const view = viewAt(99, `https://page.example/feed.json?cursor=${'%C3%A4'.repeat(2000)}`);
    expect(readPageMessage(view)).toEqual(view);
  });

  it('resolves media against the first origin', () => {
    expect(viewAt(0).reels[0]).toMatchObject({
      url: 'https://one.example/media/r0/main.m3u8',
      poster: 'https://one.example/media/r0/poster.webp',
    });
    expect(viewAt(0).reels[1]?.poster).toBeNull();
  });
});
