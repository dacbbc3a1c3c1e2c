import { createCipheriv } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readCodecs } from './codecs';
import type { Rendition } from './ladder';
import { type BitRates, measureRates, type Segments } from './segments';

/** How a playlist's segments are stored on the origin. */
export type Layout = {
  /** Whether all segments are byte ranges of one file. */
  readonly singleFile?: boolean;
  /** An AES-128 key, which is stored beside the manifest as `reel.key`. */
  readonly key?: Buffer;
  /** Query appended to every URL, including the question mark. */
  readonly query?: string;
};

export type Written = { readonly codecs: readonly string[]; readonly rates: BitRates };

/** Writes a playlist with its segments into the directory. */
export async function writePlaylist(directory: string, { init, segments }: Segments, layout: Layout): Promise<Written> {
  await mkdir(directory, { recursive: true });
  const { singleFile = false, key, query = '' } = layout;
  const bodies = segments.map(({ bytes }, index) => (key === undefined ? bytes : encrypt(bytes, key, index)));
  const target = Math.round(Math.max(...segments.map(({ durationSeconds }) => durationSeconds)));
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${target}`,
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    singleFile
      ? `#EXT-X-MAP:URI="media.mp4${query}",BYTERANGE="${init.length}@0"`
      : `#EXT-X-MAP:URI="init.mp4${query}"`,
    // The key follows the map, so that it does not apply to the init segment.
    ...(key === undefined ? [] : [`#EXT-X-KEY:METHOD=AES-128,URI="../reel.key${query}"`]),
  ];
  let at = init.length;
  for (const [index, body] of bodies.entries()) {
    lines.push(`#EXTINF:${(segments[index]?.durationSeconds ?? 0).toFixed(6)},`);
    if (singleFile) lines.push(`#EXT-X-BYTERANGE:${body.length}@${at}`, `media.mp4${query}`);
    else {
      const name = `${String(index).padStart(3, '0')}.m4s`;
      lines.push(`${name}${query}`);
      await writeFile(join(directory, name), body);
    }
    at += body.length;
  }
  if (singleFile) await writeFile(join(directory, 'media.mp4'), Buffer.concat([init, ...bodies]));
  else await writeFile(join(directory, 'init.mp4'), init);
  await writeFile(join(directory, 'index.m3u8'), `${[...lines, '#EXT-X-ENDLIST'].join('\n')}\n`);
  const sizes = bodies.map((body, index) => ({
    byteLength: body.length,
    durationSeconds: segments[index]?.durationSeconds ?? 0,
  }));
  return { codecs: readCodecs(init), rates: measureRates(sizes) };
}

/** Encrypts a segment. Without an IV in the playlist, the IV is the media sequence number (RFC 8216, 5.2). */
function encrypt(bytes: Buffer, key: Buffer, sequence: number): Buffer {
  const iv = Buffer.alloc(16);
  iv.writeUInt32BE(sequence, 12);
  const cipher = createCipheriv('aes-128-cbc', key, iv);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

export type MediaTag = {
  readonly type: 'AUDIO' | 'SUBTITLES';
  readonly group: string;
  readonly name: string;
  readonly language: string;
  readonly isDefault: boolean;
  readonly uri: string;
};

export type Stream = { readonly rendition: Rendition; readonly written: Written };

/** Formats the multivariant manifest. The rates of a sound group are added to those of every stream. */
export function formatManifest(
  streams: readonly Stream[],
  media: readonly MediaTag[],
  sound: Written | null,
  query: string,
): string {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7', '#EXT-X-INDEPENDENT-SEGMENTS'];
  for (const { type, group, name, language, isDefault, uri } of media) {
    lines.push(
      `#EXT-X-MEDIA:TYPE=${type},GROUP-ID="${group}",NAME="${name}",LANGUAGE="${language}",` +
        `DEFAULT=${isDefault ? 'YES' : 'NO'},AUTOSELECT=YES,URI="${uri}${query}"`,
    );
  }
  const groups = [...new Set(media.map(({ type, group }) => `,${type}="${group}"`))].join('');
  for (const { rendition, written } of streams) {
    const codecs = [...written.codecs, ...(sound?.codecs ?? [])].join(',');
    lines.push(
      `#EXT-X-STREAM-INF:BANDWIDTH=${written.rates.peakBps + (sound?.rates.peakBps ?? 0)},` +
        `AVERAGE-BANDWIDTH=${written.rates.averageBps + (sound?.rates.averageBps ?? 0)},` +
        `CODECS="${codecs}",RESOLUTION=${rendition.width}x${rendition.height},FRAME-RATE=30.000${groups}`,
      `${rendition.name}/index.m3u8${query}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
