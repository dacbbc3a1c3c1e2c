import { describe, expect, it } from 'vitest';
import { textToSave } from './text-to-save.ts';

const url = 'https://cdn.example/r/main.m3u8?token=secret';
const nameOf = (address: string) => address.replace(/[?].*/, '');
const settle = (lines: readonly string[], saved: readonly string[] = [], imported: Map<string, string> | null = null) =>
  textToSave(lines.join('\n'), url, { imported, nameOf, isSaved: (address) => saved.includes(address) }).split('\n');

describe('a saved manifest or playlist', () => {
  it('has absolute addresses without signatures, and is otherwise unchanged', () => {
    expect(
      settle([
        '#EXTM3U',
        '# a remark',
        '#EXT-X-MAP:URI="init.mp4?token=secret",BYTERANGE="9@0"',
        '#EXT-X-KEY:METHOD=AES-128,URI="https://keys.example/1?token=secret",IV=0x1',
        '#EXTINF:2, a {$title}',
        '../b/0.m4s?token=secret',
        '#EXT-X-ENDLIST',
      ]),
    ).toEqual([
      '#EXTM3U',
      '# a remark',
      '#EXT-X-MAP:URI="https://cdn.example/r/init.mp4",BYTERANGE="9@0"',
      '#EXT-X-KEY:METHOD=AES-128,URI="https://keys.example/1",IV=0x1',
      '#EXTINF:2, a {$title}',
      'https://cdn.example/b/0.m4s',
      '#EXT-X-ENDLIST',
    ]);
  });

  it('has its variables filled in, from the manifest and from the query of its own URL', () => {
    const lines = ['#EXTM3U', '#EXT-X-DEFINE:QUERYPARAM="token"', '#EXTINF:2,', '0.m4s?token={$token}'];
    expect(settle(lines)).toEqual(['#EXTM3U', '#EXTINF:2,', 'https://cdn.example/r/0.m4s']);
    const imported = new Map([['folder', 'deep']]);
    expect(settle(['#EXTM3U', '#EXT-X-DEFINE:IMPORT="folder"', '#EXTINF:2,', '{$folder}/0.m4s'], [], imported)).toEqual(
      ['#EXTM3U', '#EXTINF:2,', 'https://cdn.example/r/deep/0.m4s'],
    );
  });

  it('lists only saved renditions if it is a manifest, and has no content steering', () => {
    const at = (name: string) => `https://cdn.example/r/${name}`;
    expect(
      settle(
        [
          '#EXTM3U',
          '#EXT-X-CONTENT-STEERING:SERVER-URI="/steer"',
          '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="in the picture"',
          '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="other",URI="other.m3u8"',
          '#EXT-X-STREAM-INF:BANDWIDTH=2',
          'high.m3u8',
          '#EXT-X-STREAM-INF:BANDWIDTH=1',
          'low.m3u8',
          '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="frames.m3u8"',
        ],
        [at('low.m3u8')],
      ),
    ).toEqual([
      '#EXTM3U',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="in the picture"',
      '#EXT-X-STREAM-INF:BANDWIDTH=1',
      at('low.m3u8'),
      '',
    ]);
  });

  it('changes only the URI if a name or group has the same value, and keeps empty URIs', () => {
    expect(
      settle(
        [
          '#EXTM3U',
          '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="sound",URI="sound"',
          '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="in the picture",URI=""',
          '#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="sound"',
          'low.m3u8',
        ],
        ['https://cdn.example/r/sound', 'https://cdn.example/r/low.m3u8'],
      ),
    ).toEqual([
      '#EXTM3U',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="sound",URI="https://cdn.example/r/sound"',
      '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="in the picture",URI=""',
      '#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="sound"',
      'https://cdn.example/r/low.m3u8',
    ]);
    const unencrypted = ['#EXTM3U', '#EXT-X-KEY:METHOD=NONE,URI=""', '#EXTINF:2,', 'https://cdn.example/r/0.m4s'];
    expect(settle(unencrypted)).toEqual(unencrypted);
  });

  it('leaves out parts of segments, which are saved whole', () => {
    const kept = ['#EXTM3U', '#EXT-X-TARGETDURATION:4', '#EXTINF:4,', 'https://cdn.example/r/0.m4s', '#EXT-X-ENDLIST'];
    const [header = '', target = '', ...rest] = kept;
    expect(
      settle([
        header,
        target,
        '#EXT-X-SERVER-CONTROL:PART-HOLD-BACK=3',
        '#EXT-X-PART-INF:PART-TARGET=1',
        '#EXT-X-PART:DURATION=1,URI="0.0.m4s",INDEPENDENT=YES',
        ...rest.slice(0, 2),
        '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="1.0.m4s"',
        '#EXT-X-RENDITION-REPORT:URI="other.m3u8"',
        ...rest.slice(2),
      ]),
    ).toEqual(kept);
  });
});
