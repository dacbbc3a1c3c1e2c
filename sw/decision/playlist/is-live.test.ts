import { expect, it } from 'vitest';
import { isLive } from './is-live.ts';

it.each([
  ['#EXT-X-TARGETDURATION:2', true],
  ['#EXT-X-PLAYLIST-TYPE:EVENT', true],
  ['#EXT-X-ENDLIST-NOT', true],
  ['#EXT-X-PLAYLIST-TYPE:VOD', false],
  ['#EXT-X-PLAYLIST-TYPE:vod', false],
  ['#EXT-X-ENDLIST\r', false],
  ['  #EXT-X-ENDLIST', false],
  ['#EXT-X-STREAM-INF:BANDWIDTH=1', false],
])('a playlist with the line %j is live: %s', (line, expected) => {
  expect(isLive(`#EXTM3U\n${line}\n`)).toBe(expected);
});
