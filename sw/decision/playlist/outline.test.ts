import { describe, expect, it } from 'vitest';
import { wishesFor } from '../plan/wishes.ts';
import { outlineReel } from './outline.ts';
import type { Manifest } from './parse-manifest.ts';

const url = 'https://a.example/reel/main.m3u8';
const media = (type: string, language: string, isDefault = 'NO') =>
  `#EXT-X-MEDIA:TYPE=${type},GROUP-ID="g",NAME="${language} name",LANGUAGE="${language}",DEFAULT=${isDefault},URI="${type}-${language}.m3u8"`;
const manifest = [
  '#EXTM3U',
  media('AUDIO', 'en', 'YES'),
  media('AUDIO', 'de'),
  media('SUBTITLES', 'en'),
  media('SUBTITLES', 'de'),
  '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="g",NAME="Nameless",DEFAULT=NO,URI="nameless.m3u8"',
  '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="g",NAME="en for the deaf",LANGUAGE="en",URI="deaf.m3u8"',
  '#EXT-X-STREAM-INF:BANDWIDTH=1000,AUDIO="g",SUBTITLES="g"',
  'picture.m3u8',
].join('\n');

const first = ({ renditions: [rendition] }: Manifest) => {
  if (rendition === undefined) throw new Error('no rendition');
  return rendition;
};
const missingFor = (audio: string | null, captions: string | null) =>
  outlineReel(url, {
    textOf: (address) => (address === url ? manifest : undefined),
    choose: first,
    languages: { audio, captions },
  }).missing.map((address) => new URL(address).pathname.slice('/reel/'.length));

describe('the playlists of a reel', () => {
  it.each([
    [null, null, ['picture.m3u8', 'AUDIO-en.m3u8']],
    [null, 'de', ['picture.m3u8', 'AUDIO-en.m3u8', 'SUBTITLES-de.m3u8']],
    ['de', 'en', ['picture.m3u8', 'AUDIO-de.m3u8', 'SUBTITLES-en.m3u8']],
    ['fr', 'fr', ['picture.m3u8', 'AUDIO-en.m3u8']],
    [null, 'Nameless', ['picture.m3u8', 'AUDIO-en.m3u8', 'nameless.m3u8']],
    ['de-AT', 'de-AT', ['picture.m3u8', 'AUDIO-de.m3u8', 'SUBTITLES-de.m3u8']],
    [null, 'en for the deaf', ['picture.m3u8', 'AUDIO-en.m3u8', 'deaf.m3u8']],
  ])('for sound in %s and captions in %s are %j', (audio, captions, expected) => {
    expect(missingFor(audio, captions)).toEqual(expected);
  });

  it('lead to wishes for the captions together with the beginning of the reel', () => {
    const texts = new Map([
      [url, manifest],
      ['https://a.example/reel/picture.m3u8', '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n0.m4s\n#EXT-X-ENDLIST'],
      ['https://a.example/reel/AUDIO-en.m3u8', '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\na.m4s\n#EXT-X-ENDLIST'],
      [
        'https://a.example/reel/SUBTITLES-de.m3u8',
        '#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nw.vtt\n#EXT-X-ENDLIST',
      ],
    ]);
    const outline = outlineReel(url, {
      textOf: (address) => texts.get(address),
      choose: first,
      languages: { audio: null, captions: 'de' },
    });
    const reel = { id: 'a', url, format: 'hls' as const, poster: null, durationSeconds: 9, tags: [] };
    const goal = { reelId: 'a', seconds: 1, strategy: 'test', reason: 'why not' };
    const wishes = wishesFor([goal], [{ reel, outline }], { origins: [], volatileParameters: [] });
    expect(wishes.map(({ resource: { key, kind } }) => `${kind} ${key.split('/').at(-1)}`)).toEqual([
      'segment 0.m4s',
      'segment a.m4s',
      'captions w.vtt',
    ]);
  });
});
