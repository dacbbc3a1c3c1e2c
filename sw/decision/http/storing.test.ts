import { describe, expect, test } from 'vitest';
import { isRefusal, isUnreachable, whyNotStorable } from './storing.ts';

const reader = (headers: Record<string, string>) => (name: string) => headers[name] ?? null;
const withField = (cacheControl: string) => ({ header: reader({ 'cache-control': cacheControl }) });
const segment = {
  kind: 'segment',
  header: reader({ 'cache-control': 'public, max-age=60' }),
  isOwnPartition: false,
  text: '',
  isMedia: false,
} as const;
const refuse = (answer: Parameters<typeof whyNotStorable>[0]) => whyNotStorable(answer)?.refused;
const playlist = (text: string) => ({ ...segment, kind: 'manifest-or-playlist', text }) as const;

describe('storing a response', () => {
  test('is allowed for a public segment', () => {
    expect(whyNotStorable(segment)).toBeNull();
  });

  test.each(['no-store', 'max-age=0, No-Store', 'private', 'private="set-cookie"', 'max-age=60, x="'])(
    'is refused for a segment with Cache-Control %s',
    (cacheControl) => {
      expect(refuse({ ...segment, ...withField(cacheControl) })).toMatch(/Cache-Control says/);
    },
  );

  test('is allowed for a private response in the partition of its viewer, but never for no-store', () => {
    expect(whyNotStorable({ ...segment, isOwnPartition: true, ...withField('private') })).toBeNull();
    expect(whyNotStorable({ ...segment, isOwnPartition: true, ...withField('private, no-store') })).not.toBeNull();
  });

  test('is refused for Vary: *', () => {
    expect(refuse({ ...segment, header: reader({ vary: 'Accept, *' }) })).toMatch(/Vary/);
    expect(whyNotStorable({ ...segment, header: reader({ vary: 'Accept' }) })).toBeNull();
  });

  test('is allowed if a directive merely contains the word private', () => {
    expect(whyNotStorable({ ...segment, ...withField('x-private-cdn') })).toBeNull();
  });

  test('is refused for keys, and for files of unknown kind unless their first bytes look like media', () => {
    expect(refuse({ ...segment, kind: 'key', isMedia: true })).toMatch(/key/);
    expect(refuse({ ...segment, kind: 'other' })).toMatch(/neither its name nor its first bytes/);
    expect(whyNotStorable({ ...segment, kind: 'other', isMedia: true })).toBeNull();
  });

  test('is allowed for a playlist that has ended, and refused for a live one', () => {
    const live = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na.m4s\n';
    expect(refuse(playlist(live))).toMatch(/live/);
    expect(whyNotStorable(playlist(`${live}#EXT-X-ENDLIST\n`))).toBeNull();
    expect(whyNotStorable(playlist(`${live.replaceAll('\n', '\r\n')}#EXT-X-ENDLIST`))).toBeNull();
    expect(whyNotStorable(playlist(`${live}#EXT-X-PLAYLIST-TYPE:VOD\n`))).toBeNull();
    expect(refuse(playlist(`${live}#EXT-X-PLAYLIST-TYPE:EVENT\n`))).toMatch(/live/);
  });

  test('is expected to be refused for the whole origin if headers forbid it, for one file if the body does', () => {
    expect(whyNotStorable({ ...segment, ...withField('no-store') })).toMatchObject({ scope: 'origin' });
    expect(whyNotStorable(playlist('<html></html>'))).toMatchObject({ scope: 'file' });
  });

  test('is allowed for a manifest, and refused for other text under its name', () => {
    expect(whyNotStorable(playlist('#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\na.m3u8\n'))).toBeNull();
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
])('after status %j a stale entry %s', (status, fate) => {
  expect([isRefusal(status), isUnreachable(status)]).toEqual([fate === 'goes', fate === 'may be shown']);
});
