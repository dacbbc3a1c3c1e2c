import { expect, test } from 'vitest';
import { LiveSegments } from './live-segments.ts';

const url = 'https://a.test/live/main.m3u8?token=1';
const live = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n0.ts?token=1\n#EXTINF:2,\n1.ts\n';
const at = (name: string) => ({ urls: [`https://b.test/live/${name}`, `https://a.test/live/${name}?token=2`] });

test('the segments of a live playlist, and no others, are recognised at any replica and with any signature', () => {
  const segments = new LiveSegments();
  segments.learn(live, url);
  expect(['0.ts', '1.ts', '2.ts'].map((name) => segments.has(at(name)))).toEqual([true, true, false]);
});

test('the segments of an ended stream no longer count as live', () => {
  const segments = new LiveSegments();
  segments.learn(live, url);
  segments.learn(`${live}#EXT-X-ENDLIST\n`, url);
  expect(segments.has(at('0.ts'))).toBe(false);
});

test('the playlists that a manifest lists do not count as live segments', () => {
  const segments = new LiveSegments();
  segments.learn('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n0.ts\n', url);
  expect(segments.has(at('0.ts'))).toBe(false);
});
