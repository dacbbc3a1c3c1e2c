import { expect, test } from 'vitest';
import { LiveStreams } from './live-streams.ts';

const url = 'https://a.test/live/main.m3u8?token=1';
const live = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n0.ts?token=1\n#EXTINF:2,\n1.ts\n';
const at = (name: string) => ({ urls: [`https://b.test/live/${name}`, `https://a.test/live/${name}?token=2`] });

test('a live playlist and its segments, and no others, are recognised at any replica and with any signature', () => {
  const streams = new LiveStreams();
  streams.learn(live, url);
  const names = ['main.m3u8', '0.ts', '1.ts', '2.ts'];
  expect(names.map((name) => streams.has(at(name)))).toEqual([true, true, true, false]);
});

test('an ended stream no longer counts as live', () => {
  const streams = new LiveStreams();
  streams.learn(live, url);
  streams.learn(`${live}#EXT-X-ENDLIST\n`, url);
  expect([streams.has(at('0.ts')), streams.has(at('main.m3u8'))]).toEqual([false, false]);
});

test('a manifest and the playlists that it lists do not count as live', () => {
  const streams = new LiveStreams();
  streams.learn('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n0.ts\n', url);
  expect([streams.has(at('0.ts')), streams.has(at('main.m3u8'))]).toEqual([false, false]);
});
