import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReadMedia, readStaticFile, type StaticFile } from '../../demo/static-files.ts';
import { isManifest, locateRenditions, type Rendition } from '../../sw/decision/playlist/parse-manifest.ts';
import { parsePlaylist } from '../../sw/decision/playlist/parse-playlist.ts';

/** Average bits per second of each rendition, lowest first, as real services have them. */
export const ladders = {
  mobile: [750_000, 1_200_000, 1_850_000],
  broadband: [2_000_000, 4_000_000, 6_000_000],
} as const satisfies Record<string, readonly number[]>;
export type Ladder = readonly number[];

/** A reel at its padded size. */
type WeighedReel = {
  readonly manifest: Buffer;
  /** The size of each segment by its path. */
  readonly segmentBytes: ReadonlyMap<string, number>;
};

const base = 'http://media/';
const boxHeaderBytes = 8;

/**
 * Reads the demo's media at the bitrates of a real ladder: an empty `free` box after each segment, which players skip,
 * pads it to the ladder's average bitrate, in proportion to its own size. Manifests state the resulting bandwidths.
 * Reels that cannot be padded (byte ranges, encryption, separate audio, plain MP4) keep their own sizes.
 */
export function weighMedia(root: string, ladder: Ladder): ReadMedia {
  const reels = new Map<string, Promise<WeighedReel | undefined>>();
  return async (urlPath) => {
    const file = await readStaticFile(root, urlPath);
    const [, reelId] = /^\/([^/]+)\//.exec(urlPath) ?? [];
    if (file === undefined || reelId === undefined) return file;
    const weighing = reels.get(reelId) ?? weighReel(root, reelId, ladder);
    reels.set(reelId, weighing);
    const reel = await weighing;
    if (reel === undefined) return file;
    if (urlPath === `/${reelId}/main.m3u8`) return { ...renamed(file), body: reel.manifest };
    const bytes = reel.segmentBytes.get(urlPath);
    return bytes === undefined ? file : { ...renamed(file), body: padTo(bytes, file.body) };
  };
}

async function weighReel(root: string, reelId: string, ladder: Ladder): Promise<WeighedReel | undefined> {
  const read = async (url: string) => (await readFile(join(root, new URL(url).pathname))).toString('utf8');
  const manifestUrl = `${base}${reelId}/main.m3u8`;
  const text = await read(manifestUrl).catch(() => '');
  if (!isManifest(text)) return undefined;
  const { manifest, located } = locateRenditions(text, manifestUrl);
  const heights = [...new Set(manifest.renditions.map(({ height }) => height ?? 0))].toSorted((a, b) => a - b);
  const segmentBytes = new Map<string, number>();
  let weighed = text;
  for (const { rendition, lines } of located) {
    const averageBps = ladder[Math.min(heights.indexOf(rendition.height ?? 0), ladder.length - 1)] ?? 0;
    const weight = await weighRendition(root, rendition, await read(rendition.uri), averageBps);
    if (weight === undefined || manifest.media.length > 0) return undefined;
    for (const [path, bytes] of weight.segmentBytes) segmentBytes.set(path, bytes);
    for (const { start, end } of lines) {
      const line = text.slice(start, end);
      if (!line.startsWith('#')) continue;
      const declared = line
        .replace(/([:,])BANDWIDTH=\d+/, `$1BANDWIDTH=${Math.ceil(weight.peakBps)}`)
        .replace(/AVERAGE-BANDWIDTH=\d+/, `AVERAGE-BANDWIDTH=${Math.ceil(weight.averageBps)}`);
      weighed = weighed.replace(line, declared);
    }
  }
  return { manifest: Buffer.from(weighed), segmentBytes };
}

async function weighRendition(root: string, { uri }: Rendition, text: string, averageBps: number) {
  const playlist = parsePlaylist(text, uri);
  if (playlist.keys.length > 0 || playlist.segments.some(({ range }) => range !== null)) return undefined;
  const paths = playlist.segments.map((segment) => new URL(segment.uri).pathname);
  const sizes = await Promise.all(paths.map(async (path) => (await readFile(join(root, path))).length));
  const factor = (averageBps * playlist.totalSeconds) / 8 / sizes.reduce((sum, size) => sum + size, 0);
  const padded = sizes.map((size) => Math.max(size + boxHeaderBytes, Math.round(size * factor)));
  const rates = padded.map((bytes, index) => (8 * bytes) / (playlist.segments[index]?.durationSeconds ?? 1));
  return {
    segmentBytes: new Map(paths.map((path, index) => [path, padded[index] ?? 0] as const)),
    peakBps: Math.max(...rates),
    averageBps: (8 * padded.reduce((sum, bytes) => sum + bytes, 0)) / playlist.totalSeconds,
  };
}

/** Changes the ETag, so that caches do not mix the padded bytes with the original ones. */
function renamed(file: StaticFile): StaticFile {
  return { ...file, etag: file.etag.replace(/"$/, '-weighed"') };
}

function padTo(bytes: number, body: Buffer): Buffer {
  const box = Buffer.alloc(Math.max(boxHeaderBytes, bytes - body.length));
  box.writeUInt32BE(box.length, 0);
  box.write('free', 4, 'latin1');
  return Buffer.concat([body, box]);
}
