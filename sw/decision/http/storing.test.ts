import { describe, expect, test } from 'vitest';
import { isRefusal, isUnreachable, refuseToKeep } from './storing.ts';

const reader = (headers: Record<string, string>) => (name: string) => headers[name] ?? null;
const withField = (cacheControl: string) => ({ header: reader({ 'cache-control': cacheControl }) });
const segment = {
  kind: 'segment',
  header: reader({ 'cache-control': 'public, max-age=60' }),
  isOwnPartition: false,
  text: '',
  isMedia: false,
} as const;
const refuse = (answer: Parameters<typeof refuseToKeep>[0]) => refuseToKeep(answer)?.refused;
const playlist = (text: string) => ({ ...segment, kind: 'manifest-or-playlist', text }) as const;

describe('what may be kept', () => {
  test('a public segment may', () => {
    expect(refuseToKeep(segment)).toBeNull();
  });

  test.each(['no-store', 'max-age=0, No-Store', 'private', 'private="set-cookie"', 'max-age=60, x="'])(
    'a segment sent with Cache-Control %s may not',
    (cacheControl) => {
      expect(refuse({ ...segment, ...withField(cacheControl) })).toMatch(/Cache-Control says/);
    },
  );

  test('what is private may where only its viewer gets it, what must not be stored may not even there', () => {
    expect(refuseToKeep({ ...segment, isOwnPartition: true, ...withField('private') })).toBeNull();
    expect(refuseToKeep({ ...segment, isOwnPartition: true, ...withField('private, no-store') })).not.toBeNull();
  });

  test('what varies by everything may not', () => {
    expect(refuse({ ...segment, header: reader({ vary: 'Accept, *' }) })).toMatch(/Vary/);
    expect(refuseToKeep({ ...segment, header: reader({ vary: 'Accept' }) })).toBeNull();
  });

  test('a directive that only contains the word does not count', () => {
    expect(refuseToKeep({ ...segment, ...withField('x-private-cdn') })).toBeNull();
  });

  test('a key may not, and of what has no telling name only what begins as media do', () => {
    expect(refuse({ ...segment, kind: 'key', isMedia: true })).toMatch(/key/);
    expect(refuse({ ...segment, kind: 'other' })).toMatch(/neither its name nor its first bytes/);
    expect(refuseToKeep({ ...segment, kind: 'other', isMedia: true })).toBeNull();
  });

  test('a playlist that has ended may, one that is still growing may not', () => {
    const live = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na.m4s\n';
    expect(refuse(playlist(live))).toMatch(/live/);
    expect(refuseToKeep(playlist(`${live}#EXT-X-ENDLIST\n`))).toBeNull();
    expect(refuseToKeep(playlist(`${live.replaceAll('\n', '\r\n')}#EXT-X-ENDLIST`))).toBeNull();
    expect(refuseToKeep(playlist(`${live}#EXT-X-PLAYLIST-TYPE:VOD\n`))).toBeNull();
    expect(refuse(playlist(`${live}#EXT-X-PLAYLIST-TYPE:EVENT\n`))).toMatch(/live/);
  });

  test('what headers forbid is to be expected of the whole origin, what bytes forbid is not', () => {
    expect(refuseToKeep({ ...segment, ...withField('no-store') })).toMatchObject({ holdsFor: 'origin' });
    expect(refuseToKeep(playlist('<html></html>'))).toMatchObject({ holdsFor: 'file' });
  });

  test('a manifest may, other text may not', () => {
    expect(refuseToKeep(playlist('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n'))).toBeNull();
    expect(refuse(playlist('<html></html>'))).toMatch(/EXTM3U/);
  });
});

test.each<[number | null, 'goes' | 'may be shown' | 'stays unseen']>([
  [null, 'may be shown'],
  [500, 'may be shown'],
  [503, 'may be shown'],
  [408, 'may be shown'],
  [429, 'may be shown'],
  [401, 'goes'],
  [403, 'goes'],
  [404, 'goes'],
  [410, 'goes'],
  [451, 'goes'],
  [400, 'stays unseen'],
  [302, 'stays unseen'],
  [416, 'stays unseen'],
])('what is kept and stale, and whose origin answers %j, %s', (status, fate) => {
  expect([isRefusal(status), isUnreachable(status)]).toEqual([fate === 'goes', fate === 'may be shown']);
});
