import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const manifest = `#EXTM3U
#EXT-X-STREAM-INF:BANDWIDTH=500000,RESOLUTION=360x640
360/playlist.m3u8
`;
const playlist = `#EXTM3U
#EXT-X-TARGETDURATION:1
#EXT-X-MAP:URI="init.mp4"
#EXTINF:1,
segment-0.m4s
#EXT-X-ENDLIST
`;

/** The four files that a player needs for its first frame. Nothing decodes them, so a box with any content will do. */
export const reelFiles: Readonly<Record<Place, Uint8Array>> = {
  'main.m3u8': new TextEncoder().encode(manifest),
  '360/playlist.m3u8': new TextEncoder().encode(playlist),
  '360/init.mp4': boxed('ftyp', 707),
  '360/segment-0.m4s': boxed('styp', 60_003),
};

export const places = ['main.m3u8', '360/playlist.m3u8', '360/init.mp4', '360/segment-0.m4s'] as const;
export type Place = (typeof places)[number];

/** Writes the reel to a temporary folder, for origins to serve. */
export async function writeReel(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'nextreel-faults-'));
  await mkdir(join(folder, 'reel', '360'), { recursive: true });
  for (const place of places) await writeFile(join(folder, 'reel', place), reelFiles[place]);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

function boxed(type: string, sizeBytes: number): Uint8Array {
  const bytes = Uint8Array.from({ length: sizeBytes }, (_, index) => (index * 31 + (index >> 8)) % 251);
  bytes.set([0, 0, 0, 16, ...new TextEncoder().encode(type)]);
  return bytes;
}
