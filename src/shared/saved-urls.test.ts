import { expect, it } from 'vitest';
import type { SavedReel } from './saved.ts';
import { withSavedUrls } from './saved-urls.ts';

const reel = (url: string, format: SavedReel['format'], poster: string | null = null): SavedReel => {
  return { id: 'koi', url, format, poster, durationSeconds: 4, tags: [], title: '', author: '' };
};
const at = (path: string) => `https://one.test/${path}`;

it.each([
  ['hls' as const, 'koi/main.m3u8?b=2&a=1#t=1', at('koi/main.m3u8?a=1&b=2'), at('koi/main.m3u8?a=1&b=2')],
  ['hls' as const, 'koi/main.m3u8', at('koi/main.m3u8#viewer=1'), at('koi/main.m3u8')],
  ['mp4' as const, 'koi.mp4?a=1', at('koi.mp4/nextreel/index.m3u8?a=1'), at('koi.mp4?a=1')],
  ['file' as const, 'koi.mp4', at('koi.mp4/nextreel/parts.m3u8'), at('koi.mp4')],
])(
  'a reel of format %s from another replica (%s) is found under the key of its first file',
  (format, path, key, url) => {
    const saved = withSavedUrls(reel(`https://two.test/m/${path}`, format), [key, at('koi/low/main.m3u8')]);
    expect(saved).toEqual(reel(url, format));
  },
);

it('a poster is found wherever its unit lists it, and stays as it is if it is not saved', () => {
  const keys = [at('koi/main.m3u8'), at('koi/0.m4s'), at('koi/poster.webp')];
  const posterOf = (poster: string) => withSavedUrls(reel(at('koi/main.m3u8'), 'hls', poster), keys).poster;
  expect(posterOf('https://two.test/koi/poster.webp')).toBe(at('koi/poster.webp'));
  expect(posterOf('https://site.test/other.webp')).toBe('https://site.test/other.webp');
});

it('a reel without any saved file keeps its URL', () => {
  const mp4 = reel('https://two.test/koi.mp4', 'mp4');
  expect(withSavedUrls(mp4, [])).toEqual(mp4);
});
