import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReadMedia } from '../../demo/static-files.ts';
import { ordinaryMp4 } from './ordinary-mp4.ts';
import { chooseRendition } from '../../sw/decision/playlist/choose-rendition.ts';
import { isManifest, parseManifest } from '../../sw/decision/playlist/parse-manifest.ts';
import { parsePlaylist } from '../../sw/decision/playlist/parse-playlist.ts';

const base = 'http://media/';

/**
 * Writes a reel as one plain MP4 for native players: the segments of the rendition that fits this throughput, behind an
 * index. Returns false unless the reel is plain H.264 in HLS: no encryption, byte ranges or separate audio, and not an
 * MP4.
 */
export async function writeMp4Copy(
  files: ReadMedia,
  src: string,
  target: string,
  throughputBps: number,
): Promise<boolean> {
  const read = async (url: string) => (await files(new URL(url).pathname))?.body ?? Buffer.alloc(0);
  const manifestUrl = new URL(src, base).href;
  const text = (await read(manifestUrl)).toString('utf8');
  if (!isManifest(text)) return false;
  const { renditions, media } = parseManifest(text, manifestUrl);
  const simple = renditions.filter(({ codecs }) => codecs?.startsWith('avc1'));
  const rendition = simple[chooseRendition(simple, { throughputBps, maxHeight: null })];
  if (rendition === undefined || media.length > 0) return false;
  const playlist = parsePlaylist((await read(rendition.uri)).toString('utf8'), rendition.uri);
  if (playlist.keys.length > 0 || playlist.segments.some(({ range }) => range !== null)) return false;
  const allOf = async (parts: readonly { readonly uri: string }[]) =>
    new Uint8Array(Buffer.concat(await Promise.all(parts.map(({ uri }) => read(uri)))));
  await mkdir(join(target, '..'), { recursive: true });
  await writeFile(target, ordinaryMp4(await allOf(playlist.initSegments), await allOf(playlist.segments)));
  return true;
}
