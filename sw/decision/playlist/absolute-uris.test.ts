import { expect, test } from 'vitest';
import { withAbsoluteUris } from './absolute-uris.ts';

const landed = 'https://cdn.test/v2/reel/main.m3u8?token=1';

test('every address is resolved against the URL that the playlist came from', () => {
  const text = [
    '#EXTM3U',
    '#EXT-X-KEY:METHOD=AES-128,URI="../key.bin",IV=0x1',
    '#EXT-X-MAP:URI="init.mp4",BYTERANGE="10@0"',
    '#EXT-X-DATERANGE:ID="ad",CLASS="com.apple.hls.interstitial",X-ASSET-LIST="ads.json?for=1"',
    '#EXT-X-DATERANGE:ID="ad",CLASS="com.apple.hls.interstitial",X-ASSET-URI="../ad.m3u8"',
    '#EXTINF:2,a title with URI="nothing"',
    'seg 0.m4s',
    '',
    'https://other.test/1.m4s',
    '{$base}/2.m4s',
  ].join('\n');
  expect(withAbsoluteUris(text, landed).split('\n')).toEqual([
    '#EXTM3U',
    '#EXT-X-KEY:METHOD=AES-128,URI="https://cdn.test/v2/key.bin",IV=0x1',
    '#EXT-X-MAP:URI="https://cdn.test/v2/reel/init.mp4",BYTERANGE="10@0"',
    '#EXT-X-DATERANGE:ID="ad",CLASS="com.apple.hls.interstitial",X-ASSET-LIST="https://cdn.test/v2/reel/ads.json?for=1"',
    '#EXT-X-DATERANGE:ID="ad",CLASS="com.apple.hls.interstitial",X-ASSET-URI="https://cdn.test/v2/ad.m3u8"',
    '#EXTINF:2,a title with URI="https://cdn.test/v2/reel/nothing"',
    'https://cdn.test/v2/reel/seg%200.m4s',
    '',
    'https://other.test/1.m4s',
    '{$base}/2.m4s',
  ]);
});

test('an empty address stays empty, since that sound is part of the renditions', () => {
  const text = '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="A",URI=""\n';
  expect(withAbsoluteUris(text, landed)).toBe(text);
});

test('a tag is recognised after white space', () => {
  const text = '#EXTM3U\n  #EXT-X-MAP:URI="init.mp4"\n\t#EXTINF:2,\n  0.m4s ';
  const folder = 'https://cdn.test/v2/reel';
  expect(withAbsoluteUris(text, landed)).toBe(
    `#EXTM3U\n#EXT-X-MAP:URI="${folder}/init.mp4"\n#EXTINF:2,\n${folder}/0.m4s`,
  );
});
