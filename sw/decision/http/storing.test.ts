import { describe, expect, test } from 'vitest';
import { judgeRenewal, type Renewal, refuseToKeep } from './storing.ts';

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

describe('a renewal', () => {
  test.each<[number | null, Record<string, string>, Renewal]>([
    [null, {}, 'unreachable'],
    [500, {}, 'unreachable'],
    [503, { 'cache-control': 'no-store' }, 'unreachable'],
    [429, {}, 'unreachable'],
    [200, {}, 'replaced'],
    [206, { etag: '"b"' }, 'replaced'],
    [200, { 'cache-control': 'no-store' }, 'gone'],
    [200, { 'cache-control': 'private' }, 'gone'],
    [200, { vary: '*' }, 'gone'],
    [304, {}, 'confirmed'],
    [304, { etag: '"a"' }, 'confirmed'],
    [304, { etag: 'W/"a"' }, 'confirmed'],
    [304, { etag: '"b"' }, 'mistaken'],
    [304, { 'cache-control': 'no-store' }, 'confirmed-once'],
    [304, { etag: '"b"', 'cache-control': 'private' }, 'mistaken'],
    [401, {}, 'gone'],
    [403, {}, 'gone'],
    [404, {}, 'gone'],
    [410, {}, 'gone'],
    [400, {}, 'refused'],
    [400, { 'cache-control': 'no-store' }, 'refused'],
    [302, {}, 'refused'],
    [416, {}, 'refused'],
  ])('that is answered with %j and %j leaves the entry %s', (status, headers, renewal) => {
    const answer = status === null ? null : { status, header: reader(headers), isOwnPartition: false };
    expect(judgeRenewal(answer, '"a"')).toBe(renewal);
  });

  test('of what is kept for its viewer alone may be private', () => {
    const answer = { status: 304, header: reader({ 'cache-control': 'private' }), isOwnPartition: true };
    expect(judgeRenewal(answer, null)).toBe('confirmed');
  });
});
