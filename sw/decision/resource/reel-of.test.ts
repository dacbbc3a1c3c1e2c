import { describe, expect, it } from 'vitest';
import type { ReelInView } from '../../../src/shared/messages.ts';
import { locate } from './reel-of.ts';

const reel = (id: string, path: string, format: ReelInView['format'] = 'hls'): ReelInView => ({
  id,
  url: `https://one.example/media/${path}`,
  format,
  poster: null,
  durationSeconds: 10,
  tags: [],
});
const origins = [
  { id: 'one', url: 'https://one.example/media/' },
  { id: 'two', url: 'https://two.example/deep/copy/' },
];

describe('the reel of a media file', () => {
  it('is the one whose manifest lies in a folder above it, at any origin', () => {
    const feed = { reels: [reel('sea', 'sea/main.m3u8'), reel('city', 'city/main.m3u8')], origins };
    for (const base of origins) {
      expect(locate(`${base.url}city/720p/3.m4s?sig=secret`, feed)).toEqual({
        path: 'city/720p/3.m4s',
        reelId: 'city',
      });
    }
  });

  it('is the plain file itself, also for a piece that is generated from it', () => {
    const feed = { reels: [reel('film', 'film.mp4', 'mp4'), reel('other', 'other.mp4', 'mp4')], origins };
    expect(locate(`${origins[0]?.url}film.mp4`, feed).reelId).toBe('film');
    expect(locate(`${origins[0]?.url}film.mp4/nextreel/0.ts`, feed).reelId).toBe('film');
  });

  it('is null if several reels match or no feed is known', () => {
    const flat = { reels: [reel('a', 'all/a.m3u8'), reel('b', 'all/b.m3u8')], origins };
    expect(locate(`${origins[0]?.url}all/a-0.ts`, flat).reelId).toBeNull();
    expect(locate('https://else.example/x/0.ts', undefined)).toEqual({ path: 'x/0.ts', reelId: null });
  });
});
