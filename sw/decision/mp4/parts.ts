import type { ByteRange } from '../resource/identity.ts';
import { type Box, boxesIn, type Bytes, findBox, needBox } from './boxes.ts';
import { textLimits } from '../playlist/limits.ts';
import { Mp4Error } from './mp4-error.ts';
import { isWide, timescaleOf } from './trak.ts';

/** The size of the parts that are cached as resources of their own: a second or two of most reels. */
const partBytes = 256 * 1024;
/** The playlist of a longer file would not be read. Ranges that were read before may add a few parts. */
const maxFileBytes = partBytes * (textLimits.segments - 100);
/** Assumed for files of unknown duration. */
const usualBytesPerSecond = 160_000;

/**
 * Cuts a file that a video element reads directly into adjacent byte ranges. Ranges that were read to find its index
 * are kept as they were, since the element begins with the same ones. The size is only what the origin claims.
 */
export function cutFile(fileBytes: number, read: readonly ByteRange[]): ByteRange[] {
  if (fileBytes > maxFileBytes)
    throw new Mp4Error('too-long', `the file has ${fileBytes} bytes, more than ${maxFileBytes}`);
  const parts: ByteRange[] = [];
  let from = 0;
  const cutUpTo = (end: number) => {
    for (; from < end; from = Math.min(end, from + partBytes)) {
      parts.push({ firstByte: from, lastByte: Math.min(end, from + partBytes) - 1 });
    }
  };
  for (const { firstByte, lastByte } of read.toSorted((a, b) => a.firstByte - b.firstByte)) {
    if (firstByte < from || firstByte >= fileBytes) continue;
    cutUpTo(firstByte);
    parts.push({ firstByte, lastByte: Math.min(lastByte, fileBytes - 1) });
    from = lastByte + 1;
  }
  cutUpTo(fileBytes);
  return parts;
}

export type FileParts = {
  readonly name: string;
  readonly fileBytes: number;
  /** The ranges that were read to find the index, in the order in which they were read. */
  readonly read: readonly ByteRange[];
  readonly durationSeconds: number | null;
};

/**
 * Writes the parts as a playlist, in the order in which the video element needs them, so that a plan can ask for
 * seconds of a file as of any other reel. Durations are estimated from the number of bytes.
 */
export function writeParts({ name, fileBytes, read, durationSeconds }: FileParts): string {
  const secondsPerByte = (durationSeconds ?? fileBytes / usualBytesPerSecond) / fileBytes;
  const parts = cutFile(fileBytes, read);
  const wasRead = ({ firstByte }: ByteRange) => read.some((range) => range.firstByte === firstByte);
  const inNeed = [...parts.filter(wasRead), ...parts.filter((part) => !wasRead(part))];
  const lines = inNeed.flatMap(({ firstByte, lastByte }) => {
    const bytes = lastByte - firstByte + 1;
    return [
      `#EXTINF:${(bytes * secondsPerByte).toFixed(6)},`,
      `#EXT-X-BYTERANGE:${bytes}@${firstByte}`,
      `../../${name}`,
    ];
  });
  const longestSeconds = Math.max(
    ...parts.map(({ firstByte, lastByte }) => (lastByte - firstByte + 1) * secondsPerByte),
  );
  const target = `#EXT-X-TARGETDURATION:${Math.max(1, Math.round(longestSeconds))}`;
  return ['#EXTM3U', '#EXT-X-VERSION:4', '#EXT-X-PLAYLIST-TYPE:VOD', target, ...lines, '#EXT-X-ENDLIST', ''].join('\n');
}

/** Reads the parts from such a playlist and returns them in file order. */
export function readParts(text: string): ByteRange[] {
  const ranges = [...text.matchAll(/^#EXT-X-BYTERANGE:(\d+)@(\d+)$/gm)].map(([, bytes, first]) => {
    const firstByte = Number(first);
    return { firstByte, lastByte: firstByte + Number(bytes) - 1 };
  });
  return ranges.toSorted((a, b) => a.firstByte - b.firstByte);
}

/** Reads the duration from the index, in seconds; null if it states none, as in a fragmented file. */
export function durationOf(index: Bytes): number | null {
  const mvhd = findBox(boxesIn(needBox(boxesIn(index), 'moov').content), 'mvhd');
  if (mvhd === undefined) return null;
  const seconds = ticksOf(mvhd) / timescaleOf(mvhd);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

function ticksOf(mvhd: Box): number {
  return isWide(mvhd) ? Number(mvhd.content.getBigUint64(24)) : mvhd.content.getUint32(16);
}
