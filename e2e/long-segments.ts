import { type ReadMedia, type StaticFile } from '../demo/static-files.ts';

type Piece = { readonly name: string; readonly seconds: number };

const longSeconds = 6;

/** Serves the demo's reels in six-second segments, as many services do. */
export function withLongSegments(media: ReadMedia): ReadMedia {
  return async (path) => {
    const [, folder = '', number] = /^(.*\/\d+x\d+)\/(?:index\.m3u8|long-(\d+)\.m4s)$/.exec(path) ?? [];
    const playlist = folder === '' ? undefined : await media(`${folder}/index.m3u8`);
    if (playlist === undefined) return media(path);
    const groups = groupsOf(playlist.body.toString());
    if (number === undefined) return { ...playlist, body: Buffer.from(playlistOf(groups)) };
    const pieces = await Promise.all((groups[Number(number)] ?? []).map(({ name }) => media(`${folder}/${name}`)));
    const there = pieces.filter((piece): piece is StaticFile => piece !== undefined);
    const [first] = there;
    return first && { ...first, body: Buffer.concat(there.map(({ body }) => body)) };
  };
}

function groupsOf(playlist: string): Piece[][] {
  const groups: Piece[][] = [];
  let seconds = longSeconds;
  for (const [, length = '', name = ''] of playlist.matchAll(/#EXTINF:([\d.]+),\n(\S+)/g)) {
    if (seconds >= longSeconds) {
      groups.push([]);
      seconds = 0;
    }
    seconds += Number(length);
    groups.at(-1)?.push({ name, seconds: Number(length) });
  }
  return groups;
}

function playlistOf(groups: readonly (readonly Piece[])[]): string {
  const lengths = groups.map((pieces) => pieces.reduce((sum, { seconds }) => sum + seconds, 0));
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${longSeconds}`,
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-MAP:URI="init.mp4"',
    ...lengths.map((seconds, number) => `#EXTINF:${seconds},\nlong-${number}.m4s`),
    '#EXT-X-ENDLIST',
    '',
  ].join('\n');
}
