import { describe, expect, test } from 'vitest';
import { parsePlaylist } from './parse-playlist.ts';
import { PlaylistError } from './playlist-error.ts';

const url = 'https://a.example/reel/360/playlist.m3u8';

function playlistOf(...lines: string[]): ReturnType<typeof parsePlaylist> {
  return parsePlaylist(['#EXTM3U', '#EXT-X-TARGETDURATION:4', ...lines, ''].join('\n'), url);
}

describe('parsePlaylist', () => {
  test('adds up start times from the durations', () => {
    const playlist = playlistOf('#EXTINF:0.5,', '0.m4s', '#EXTINF:4,title, with comma', '1.m4s', '#EXTINF:2', '2.m4s');
    expect(
      playlist.segments.map(({ uri, startSeconds, durationSeconds }) => [uri, startSeconds, durationSeconds]),
    ).toEqual([
      ['https://a.example/reel/360/0.m4s', 0, 0.5],
      ['https://a.example/reel/360/1.m4s', 0.5, 4],
      ['https://a.example/reel/360/2.m4s', 4.5, 2],
    ]);
    expect(playlist).toMatchObject({ totalSeconds: 6.5, targetDurationSeconds: 4, mediaSequence: 0 });
  });

  test('a playlist is live until it has ended or is declared complete', () => {
    expect(playlistOf('#EXT-X-MEDIA-SEQUENCE:7')).toMatchObject({ isLive: true, endList: false, mediaSequence: 7 });
    expect(playlistOf('#EXT-X-PLAYLIST-TYPE:EVENT')).toMatchObject({ isLive: true, endList: false });
    expect(playlistOf('#EXT-X-PLAYLIST-TYPE:VOD')).toMatchObject({ isLive: false, endList: false });
    expect(playlistOf('#EXT-X-ENDLIST')).toMatchObject({ isLive: false, endList: true });
  });

  test('byte ranges follow one another unless they have an offset', () => {
    const { segments } = playlistOf(
      '#EXT-X-BYTERANGE:100@50',
      '#EXTINF:1,',
      'v.mp4',
      '#EXTINF:1,',
      '#EXT-X-BYTERANGE:10',
      'v.mp4',
      '#EXTINF:1,',
      'whole.ts',
    );
    expect(segments.map(({ range }) => range)).toEqual([
      { firstByte: 50, lastByte: 149 },
      { firstByte: 150, lastByte: 159 },
      null,
    ]);
  });

  test('each segment refers to its initialisation section', () => {
    const { segments, initSegments } = playlistOf(
      '#EXTINF:1,',
      'a.ts',
      '#EXT-X-MAP:URI="init.mp4",BYTERANGE="720@0"',
      '#EXTINF:1,',
      'b.m4s',
      '#EXT-X-DISCONTINUITY',
      '#EXT-X-MAP:URI="other.mp4"',
      '#EXTINF:1,',
      'c.m4s',
    );
    expect(initSegments).toEqual([
      { uri: 'https://a.example/reel/360/init.mp4', range: { firstByte: 0, lastByte: 719 } },
      { uri: 'https://a.example/reel/360/other.mp4', range: null },
    ]);
    expect(segments.map(({ initIndex, discontinuity }) => [initIndex, discontinuity])).toEqual([
      [null, false],
      [0, false],
      [1, true],
    ]);
  });

  test('marks encrypted segments and gaps, and lists each key once', () => {
    const key = '#EXT-X-KEY:METHOD=AES-128,URI="../key",IV=0x00000000000000000000000000000001';
    const { segments, keys } = playlistOf(
      '#EXTINF:1,',
      '0.ts',
      key,
      '#EXTINF:1,',
      '1.ts',
      key,
      '#EXT-X-GAP',
      '#EXTINF:1,',
      '2.ts',
      '#EXT-X-KEY:METHOD=NONE',
      '#EXTINF:1,',
      '3.ts',
    );
    expect(segments.map(({ encrypted, gap }) => [encrypted, gap])).toEqual([
      [false, false],
      [true, false],
      [true, true],
      [false, false],
    ]);
    expect(keys).toEqual(['https://a.example/reel/key']);
  });

  test('imports variables from the manifest', () => {
    const text = '#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-DEFINE:IMPORT="t"\n#EXTINF:1,\n0.ts?t={$t}';
    expect(parsePlaylist(text, url, new Map([['t', 'x']])).segments[0]?.uri).toBe(
      'https://a.example/reel/360/0.ts?t=x',
    );
    expect(() => parsePlaylist(text, url)).toThrow('uses the variable "t", which is not defined');
  });

  test('parts do not make segments', () => {
    const { segments, totalSeconds } = playlistOf(
      '#EXT-X-PART:DURATION=0.5,URI="0.0.m4s"',
      '#EXT-X-PART:DURATION=0.5,URI="0.1.m4s"',
      '#EXTINF:1,',
      '0.m4s',
      '#EXT-X-PART:DURATION=0.5,URI="1.0.m4s"',
      '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="1.1.m4s"',
    );
    expect(segments).toHaveLength(1);
    // Includes the parts of the next segment that exist so far.
    expect(totalSeconds).toBe(1.5);
  });

  test('a delta update continues after the segments that it skips', () => {
    const update = playlistOf('#EXT-X-MEDIA-SEQUENCE:7', '#EXT-X-SKIP:SKIPPED-SEGMENTS=3', '#EXTINF:4,', '10.ts');
    expect(update).toMatchObject({ isLive: true, mediaSequence: 10, totalSeconds: 16 });
  });

  test('a malformed playlist is read as leniently as players read it', () => {
    const { segments, endList } = playlistOf(
      '  ',
      '#EXTINF:',
      'no duration.ts',
      '#EXTINF:2',
      '#EXT-X-BYTERANGE:nonsense',
      'unreadable-range.ts',
      'no-tag.ts',
      '#EXTINF:2,',
      '#EXT-X-KEY:METHOD=AES-128,URI="skd://[no address]"',
      'enc.ts',
      '#EXTINF:2,',
      '#EXT-X-ENDLIST',
    );
    expect(
      segments.map(({ uri, durationSeconds, range }) => [
        uri.slice('https://a.example/reel/'.length),
        durationSeconds,
        range,
      ]),
    ).toEqual([
      ['360/no%20duration.ts', 0, null],
      ['360/unreadable-range.ts', 2, null],
      ['360/no-tag.ts', 0, null],
      ['360/enc.ts', 2, null],
    ]);
    expect(endList).toBe(true);
  });

  test('lists only keys that a listed file needs and that hls.js supports', () => {
    const { segments, keys } = playlistOf(
      '#EXT-X-KEY:METHOD=AES-128,URI="replaced"',
      '#EXT-X-KEY:METHOD=AES-256,URI="init"',
      '#EXT-X-MAP:URI="init.mp4"',
      '#EXT-X-KEY:METHOD=NONE',
      '#EXT-X-KEY:METHOD=UNHEARD-OF,URI="unsupported"',
      '#EXTINF:1,',
      '0.m4s',
      '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://one",KEYFORMAT="com.apple.streamingkeydelivery"',
      '#EXTINF:1,',
      '1.m4s',
      '#EXT-X-KEY:METHOD=AES-128,URI="unused"',
    );
    expect(segments.map(({ encrypted }) => encrypted)).toEqual([false, true]);
    expect(keys).toEqual(['https://a.example/reel/360/init', 'skd://one']);
  });

  test.each([
    ['a page', '<html>', 'does not begin with #EXTM3U but with "<html>"'],
    ['no target duration', '#EXTM3U\n#EXTINF:1,\n0.ts', 'has no EXT-X-TARGETDURATION in whole seconds'],
    ['a negative duration', '#EXTM3U\n#EXTINF:-1,live\n', 'has "EXTINF:-1,live"'],
    ['a map without an address', '#EXTM3U\n#EXT-X-MAP:BYTERANGE="1@0"\n', 'has an EXT-X-MAP without URI'],
    ['a segment with an invalid address', '#EXTM3U\nhttp://[x', 'has the URI "http://[x", which is not a valid URL'],
    ['an address that is not UTF-8', '#EXTM3U\ncaf\uFFFD.ts', 'which is not a valid URL'],
    ['a missing definition', '#EXTM3U\n#EXT-X-DEFINE:QUERYPARAM="a"\n{$a}.ts', 'uses the variable "a"'],
  ])('refuses %s and gives the reason', (_, text, reason) => {
    expect(() => parsePlaylist(text, url)).toThrow(PlaylistError);
    expect(() => parsePlaylist(text, url)).toThrow(reason);
  });
});
