import { describe, expect, test } from 'vitest';
import { refuseToStore } from './storable.ts';

const segment = { kind: 'segment', cacheControl: 'public, max-age=60', text: null } as const;
const playlist = (text: string) => ({ kind: 'manifest-or-playlist', cacheControl: '', text }) as const;

describe('what may be stored', () => {
  test('a public segment may', () => {
    expect(refuseToStore(segment)).toBeNull();
  });

  test.each(['no-store', 'max-age=0, No-Store', 'private', 'private="set-cookie"'])(
    'a segment sent with Cache-Control %s may not',
    (cacheControl) => {
      expect(refuseToStore({ ...segment, cacheControl })).toMatch(/origin says/);
    },
  );

  test('a directive that only contains the word does not count', () => {
    expect(refuseToStore({ ...segment, cacheControl: 'x-private-cdn' })).toBeNull();
  });

  test('a key or anything unknown may not', () => {
    expect(refuseToStore({ ...segment, kind: 'key' })).toMatch(/key/);
    expect(refuseToStore({ ...segment, kind: 'other' })).toMatch(/something else/);
  });

  test('a playlist that has ended may, one that is still growing may not', () => {
    const live = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na.m4s\n';
    expect(refuseToStore(playlist(live))).toMatch(/live/);
    expect(refuseToStore(playlist(`${live}#EXT-X-ENDLIST\n`))).toBeNull();
    expect(refuseToStore(playlist(`${live.replaceAll('\n', '\r\n')}#EXT-X-ENDLIST`))).toBeNull();
  });

  test('a manifest may, other text may not', () => {
    expect(refuseToStore(playlist('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n'))).toBeNull();
    expect(refuseToStore(playlist('<html></html>'))).toMatch(/not a playlist/);
  });
});
