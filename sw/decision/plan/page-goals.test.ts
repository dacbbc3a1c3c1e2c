import { describe, expect, it } from 'vitest';
import type { View } from '../../../src/shared/messages.ts';
import { unknownDevice } from '../../../src/shared/unknown-device.ts';
import { nextFeedPage, type PageGoal, routeGoal, wishesForPages } from './page-goals.ts';

const nextPageUrl = 'https://page.example/feed.json?page=2';

function viewOf(length: number, currentIndex: number): View {
  const reel = {
    url: 'https://a.example/main.m3u8',
    format: 'hls' as const,
    poster: null,
    durationSeconds: 8,
    tags: [],
  };
  return {
    type: 'view',
    viewerId: 'v',
    atMs: 0,
    visible: true,
    origins: [],
    reels: Array.from({ length }, (_, index) => ({ ...reel, id: `r${index}` })),
    currentIndex,
    playback: { positionSeconds: 0, bufferAheadSeconds: 0, bufferedToEnd: false, paused: false },
    throughputBps: null,
    device: unknownDevice,
  };
}

describe('the next page of the feed', () => {
  it('is wanted once at most 16 known reels are left', () => {
    expect(nextFeedPage({ ...viewOf(29, 4), nextPageUrl })).toBeUndefined();
    expect(nextFeedPage({ ...viewOf(29, 12), nextPageUrl })).toEqual({
      url: nextPageUrl,
      reason: '16 reels before the end of the loaded feed',
    });
  });

  it('is not wanted if the feed has none', () => {
    expect(nextFeedPage(viewOf(3, 2))).toBeUndefined();
  });
});

describe('the wishes for pages', () => {
  const feedPage: PageGoal = { kind: 'feed-page', path: 'f', missing: [nextPageUrl], strategy: 's', reason: 'r' };
  const predicted = {
    resourceId: '/saved',
    priority: 2,
    createdAtMs: 0,
    predictedAccessMs: 1000,
    strategy: 'pattern',
    metadata: { probability: 0.75 },
  };
  const reelWish = {
    resource: { key: 'x', kind: 'segment' as const, urls: ['x'], range: null },
    reelId: 'r0',
    priority: 0,
    strategy: 's',
    reason: 'r',
  };

  it('put the feed page before the reels and other views after them', () => {
    const view = routeGoal(predicted, ['/a.js', '/a.css']);
    const wishes = wishesForPages([view, feedPage], [reelWish]);
    const ordered = [reelWish, ...wishes].toSorted((a, b) => a.priority - b.priority);
    expect(ordered.map(({ resource }) => resource.key)).toEqual([nextPageUrl, 'x', '/a.js', '/a.css']);
    expect(wishes.map(({ reelId }) => reelId)).toEqual([null, null, null]);
  });

  it('are none for a view that is cached already, as its reason says', () => {
    const here = routeGoal(predicted, []);
    expect(here.reason).toBe('opened next 75 % of the time: already here');
    expect(wishesForPages([here], [])).toEqual([]);
  });
});
