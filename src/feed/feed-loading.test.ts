import { describe, expect, it } from 'vitest';
import { FeedLoading } from './feed-loading.ts';
import { FeedSource } from './feed-source.ts';

/** A feed of twelve reels whose other pages do not come. */
function loadingOf(startReelId: string | null) {
  const told: unknown[] = [];
  const reels = Array.from({ length: 12 }, (_, place) => ({ id: `r${place}`, src: `r${place}.m3u8` }));
  const source = new FeedSource({
    url: 'https://feed.example/feed.json',
    fetchJson: (url) =>
      url.endsWith('feed.json') ? Promise.resolve({ reels, next: '?page=2' }) : Promise.reject(new Error('status 500')),
    onWarning: (warning) => told.push(warning),
  });
  const loading = new FeedLoading({
    source,
    startReelId,
    isSavedFeed: false,
    scroller: { setAttribute: () => undefined },
    status: {
      showNotice: ({ title }) => told.push(title),
      hideNotice: () => undefined,
      showBriefly: (text) => told.push(text),
    },
    onReels: (all, startIndex) => told.push([all.length, startIndex]),
    onWarning: (warning) => told.push(warning),
  });
  return { loading, told };
}

describe('FeedLoading', () => {
  it('begins with the reels that are there when a page fails before the wanted reel is found', async () => {
    const { loading, told } = loadingOf('r99');
    await loading.load(-1);
    const warning = 'The feed at https://feed.example/feed.json?page=2 did not load: status 500';
    expect(told).toEqual(['That reel is not in this feed', [12, 0], warning]);
  });

  it('begins with the reel that the address names', async () => {
    const { loading, told } = loadingOf('r3');
    await loading.load(-1);
    expect(told).toEqual([[12, 3]]);
  });
});
