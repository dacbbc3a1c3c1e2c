import { describe, expect, test } from 'vitest';
import { isManifest, parseManifest } from './parse-manifest.ts';
import { PlaylistError } from './playlist-error.ts';

const url = 'https://a.example/reel/manifest.m3u8?token=t1';

function manifestOf(...lines: string[]): ReturnType<typeof parseManifest> {
  return parseManifest(['#EXTM3U', ...lines, ''].join('\n'), url);
}

describe('parseManifest', () => {
  test('reads renditions with everything that planning needs', () => {
    const { renditions } = manifestOf(
      '#EXT-X-STREAM-INF:BANDWIDTH=800000,AVERAGE-BANDWIDTH=700000,RESOLUTION=360x640,FRAME-RATE=29.970,' +
        'CODECS="avc1.4d401e,mp4a.40.2",VIDEO-RANGE=PQ,AUDIO="aac",SUBTITLES="subs",PATHWAY-ID="CDN-A",STABLE-VARIANT-ID="v360"',
      '360/playlist.m3u8',
      '#EXT-X-STREAM-INF:AVERAGE-BANDWIDTH=64000',
      '/audio.m3u8',
    );
    expect(renditions).toEqual([
      {
        uri: 'https://a.example/reel/360/playlist.m3u8',
        bandwidthBps: 800_000,
        averageBandwidthBps: 700_000,
        width: 360,
        height: 640,
        frameRate: 29.97,
        codecs: 'avc1.4d401e,mp4a.40.2',
        isHighRange: true,
        audioGroup: 'aac',
        subtitlesGroup: 'subs',
      },
      {
        uri: 'https://a.example/audio.m3u8',
        bandwidthBps: 64_000,
        averageBandwidthBps: 64_000,
        width: null,
        height: null,
        frameRate: null,
        codecs: null,
        isHighRange: false,
        audioGroup: null,
        subtitlesGroup: null,
      },
    ]);
  });

  test('reads audio and subtitles and leaves closed captions out', () => {
    const { media } = manifestOf(
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="aac",NAME="English, loud",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,URI="en.m3u8"',
      '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="subs",LANGUAGE="de",URI="de.m3u8"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="muxed",NAME="Main"',
      '#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="cc",NAME="CC",INSTREAM-ID="CC1"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1',
      'v.m3u8',
    );
    expect(media.map(({ type, name, language, uri, isDefault }) => [type, name, language, uri, isDefault])).toEqual([
      ['AUDIO', 'English, loud', 'en', 'https://a.example/reel/en.m3u8', true],
      ['SUBTITLES', 'de', 'de', 'https://a.example/reel/de.m3u8', false],
      ['AUDIO', 'Main', null, null, false],
    ]);
  });

  test('replaces variables defined by NAME or QUERYPARAM, and returns them', () => {
    const { renditions, variables } = manifestOf(
      '#EXT-X-DEFINE:NAME="host",VALUE="https://b.example"',
      '#EXT-X-DEFINE:QUERYPARAM="token"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="{$token}"',
      '{$host}/v.m3u8?token={$token}',
    );
    expect(renditions[0]).toMatchObject({ uri: 'https://b.example/v.m3u8?token=t1', audioGroup: 't1' });
    expect([...variables]).toEqual([
      ['host', 'https://b.example'],
      ['token', 't1'],
    ]);
  });

  test('accepts a byte order mark, CRLF, and comments and blank lines between tag and URI', () => {
    const text = '\uFEFF#EXTM3U\r\n#EXT-X-STREAM-INF:BANDWIDTH=5\r\n\r\n# note\r\n#EXT-X-VENDOR:1\r\n  v.m3u8  \r\n';
    expect(parseManifest(text, url).renditions).toMatchObject([
      { uri: 'https://a.example/reel/v.m3u8', bandwidthBps: 5 },
    ]);
  });

  test.each([
    ['an invalid address', 'http://[x'],
    ['an address that is not UTF-8', 'caf\uFFFD.m3u8'],
    ['a backslash in front', '/\\evil.example/v'],
    ['a scheme without a host', 'https:v.m3u8'],
    ['the end of the text', ''],
  ])('skips a rendition with %s, which players cannot request', (_, uri) => {
    const { renditions } = manifestOf('#EXT-X-STREAM-INF:BANDWIDTH=1', 'v.m3u8', '#EXT-X-STREAM-INF:BANDWIDTH=2', uri);
    expect(renditions.map(({ bandwidthBps }) => bandwidthBps)).toEqual([1]);
  });

  test.each([
    '#EXT-X-DEFINE:VALUE="defines nothing"',
    '#EXT-X-DEFINE:QUERYPARAM="not there"',
    '#EXT-X-DEFINE:IMPORT="from nowhere"',
    '#EXT-X-SESSION-DATA:VALUE="{$unknown}"',
    '#EXT-X-STREAM-INF:',
    '#EXT-X-MEDIA:TYPE=AUDIO,URI="http://[x"',
  ])('continues after %s', (line) => {
    const { renditions, media } = manifestOf(line, '#EXT-X-STREAM-INF:BANDWIDTH=1', 'v.m3u8');
    expect(renditions).toHaveLength(1);
    expect(media).toEqual([]);
  });

  test('lets alternatives use variables that are defined after them', () => {
    const { media } = manifestOf(
      '#EXT-X-MEDIA:TYPE=AUDIO,URI="{$late}.m3u8"',
      '#EXT-X-DEFINE:NAME="late",VALUE="en"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1',
      'v.m3u8',
    );
    expect(media[0]?.uri).toBe('https://a.example/reel/en.m3u8');
  });

  test.each([
    ['a login page', '<!doctype html>', 'does not begin with #EXTM3U but with "<!doctype html>"'],
    ['nothing', '', 'does not begin with #EXTM3U but with ""'],
    ['another format', '#EXTM3U8', 'does not begin with #EXTM3U'],
    ['a manifest without renditions', '#EXTM3U\n#EXT-X-VERSION:6', 'lists no rendition'],
    [
      'an unknown variable',
      '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{$x}',
      'uses the variable "x", which is not defined',
    ],
    ['a manifest with only invalid addresses', '#EXTM3U\n#EXT-X-STREAM-INF:A=1\nhttp://[x', 'lists no rendition'],
  ])('refuses %s and gives the reason', (_, text, reason) => {
    expect(() => parseManifest(text, url)).toThrow(PlaylistError);
    expect(() => parseManifest(text, url)).toThrow(`${url} ${reason}`);
  });
});

describe('isManifest', () => {
  test.each([
    ['a manifest', '#EXTM3U\r\n#EXT-X-STREAM-INF:BANDWIDTH=1\r\nv.m3u8', true],
    ['a playlist', '#EXTM3U\n#EXT-X-TARGETDURATION:4', false],
    ['a page that quotes a manifest', '<pre>\n#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8', false],
    ['an empty manifest', '#EXTM3U\n#EXT-X-VERSION:6', false],
  ])('classifies %s correctly', (_, text, expected) => {
    expect(isManifest(text)).toBe(expected);
  });
});
