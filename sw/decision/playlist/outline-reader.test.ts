import { expect, test } from 'vitest';
import { readOutline } from './outline-reader.ts';
import type { Manifest } from './parse-manifest.ts';

const url = 'https://a.example/reel/main.m3u8';
const at = (name: string) => `https://a.example/reel/${name}`;
const playlist = '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n0.m4s\n#EXT-X-ENDLIST';
const captions = (language: string, uri: string) =>
  `#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="words",NAME="${language}",LANGUAGE="${language}",URI="${uri}"`;
const texts: Record<string, string> = {
  [url]: [
    '#EXTM3U',
    captions('en', 'en.m3u8'),
    captions('de', 'de.m3u8'),
    captions('at', 'de.m3u8'),
    '#EXT-X-STREAM-INF:BANDWIDTH=1000,SUBTITLES="words"',
    'picture.m3u8',
  ].join('\n'),
  [at('picture.m3u8')]: playlist,
  [at('en.m3u8')]: playlist,
  [at('de.m3u8')]: playlist,
};

const choose = ({ renditions: [first] }: Manifest) => {
  if (first === undefined) throw new Error('no rendition');
  return first;
};

function sourceOf(here: readonly string[]) {
  const read: string[] = [];
  const readText = (wanted: string) => {
    read.push(wanted);
    return Promise.resolve(here.includes(wanted) ? texts[wanted] : undefined);
  };
  return { read, source: { readText, choose } };
}

test('an outline is read as far as its playlists are available, and lists the missing ones', async () => {
  const { source } = sourceOf([url]);
  const outline = await readOutline({ url, format: 'hls' }, source);
  expect(outline).toMatchObject({ rendition: { uri: at('picture.m3u8') }, tracks: [], missing: [at('picture.m3u8')] });
});

test('a playlist that was read before is not read again', async () => {
  const { source, read } = sourceOf([url, at('picture.m3u8')]);
  const known = new Map<string, string>();
  await readOutline({ url, format: 'hls' }, source, known);
  read.length = 0;
  const outline = await readOutline({ url, format: 'hls' }, source, known);
  expect([outline.missing, read]).toEqual([[], []]);
});

test('a saved reel has its captions in all languages, and each playlist is read once', async () => {
  const { source, read } = sourceOf(Object.keys(texts));
  const outline = await readOutline({ url, format: 'hls' }, { ...source, withAllCaptions: true });
  expect(outline.tracks.map((track) => track.url)).toEqual(['picture.m3u8', 'en.m3u8', 'de.m3u8'].map(at));
  expect(read).toEqual([url, at('picture.m3u8'), at('en.m3u8'), at('de.m3u8')]);
});

test('a plain MP4 is outlined by its generated playlist, whose pieces carry its query', async () => {
  const read: string[] = [];
  const readText = (wanted: string) => {
    read.push(wanted);
    return Promise.resolve(playlist);
  };
  const mp4 = { url: 'https://a.example/reel.mp4?signature=1', format: 'mp4' as const };
  const outline = await readOutline(mp4, { readText, choose });
  expect(read).toHaveLength(1);
  expect(outline.tracks[0]?.playlist.segments[0]?.uri).toMatch(/\/0\.m4s\?signature=1$/);
});

test('a playlist that cannot be read fails the outline once the other reads have ended', async () => {
  const ended: string[] = [];
  const readText = async (wanted: string) => {
    if (wanted === at('picture.m3u8')) throw new Error('gone');
    await Promise.resolve();
    ended.push(wanted);
    return texts[wanted];
  };
  const source = { readText, choose, withAllCaptions: true };
  await expect(readOutline({ url, format: 'hls' }, source)).rejects.toThrow('gone');
  expect(ended).toEqual([url, at('en.m3u8'), at('de.m3u8')]);
});
