import { type Box, findBox, needBox } from './boxes.ts';
import type { IndexedSample } from './movie.ts';
import { Mp4Error } from './mp4-error.ts';

/** The most samples of one track: twenty minutes of sound. Longer files are left to the browser. */
export const maxSamples = 60_000;

/** Reads the samples of one track from the tables in its `stbl`. */
export function readSamples(tables: readonly Box[]): IndexedSample[] {
  const sizes = readSizes(tables);
  const count = sizes.length;
  const durations = expandRuns(needBox(tables, 'stts'), count);
  const composition = findBox(tables, 'ctts');
  const compositionOffsets = composition === undefined ? new Int32Array(count) : expandRuns(composition, count);
  const syncs = readSyncs(findBox(tables, 'stss'), count);
  const offsets = readOffsets(tables, sizes);
  const samples: IndexedSample[] = [];
  let decodeTime = 0;
  for (let index = 0; index < count; index += 1) {
    const duration = (durations[index] ?? 0) >>> 0;
    samples.push({
      offset: offsets[index] ?? 0,
      sizeBytes: sizes[index] ?? 0,
      decodeTime,
      compositionTime: decodeTime + (compositionOffsets[index] ?? 0),
      duration,
      isSync: syncs === null || syncs[index] === 1,
    });
    decodeTime += duration;
  }
  return samples;
}

function readSizes(tables: readonly Box[]): Uint32Array {
  const { content } = needBox(tables, 'stsz');
  const equalBytes = content.getUint32(4);
  const count = content.getUint32(8);
  if (count > maxSamples) throw new Mp4Error('index-too-long', `a track has ${count} samples, more than ${maxSamples}`);
  if (equalBytes > 0) return new Uint32Array(count).fill(equalBytes);
  return Uint32Array.from({ length: count }, (_, index) => content.getUint32(12 + index * 4));
}

/**
 * Expands a table of (sample count, value) pairs. Composition offsets are read as signed even if the table's version
 * says unsigned, since no real offset is that large.
 */
function expandRuns({ type, content }: Box, count: number): Int32Array {
  const values = new Int32Array(count);
  const runs = content.getUint32(4);
  let index = 0;
  for (let run = 0; index < count; run += 1) {
    if (run === runs) throw new Mp4Error('damaged', `the table "${type}" ends too soon`);
    const end = Math.min(count, index + content.getUint32(8 + run * 8));
    values.fill(content.getInt32(12 + run * 8), index, end);
    index = end;
  }
  return values;
}

/** Marks the sync samples. Null means that every sample is one. */
function readSyncs(table: Box | undefined, count: number): Uint8Array | null {
  if (table === undefined) return null;
  const { content } = table;
  const syncs = new Uint8Array(count);
  const listed = content.getUint32(4);
  for (let entry = 0; entry < listed; entry += 1) {
    const number = content.getUint32(8 + entry * 4);
    if (number >= 1 && number <= count) syncs[number - 1] = 1;
  }
  return syncs;
}

/** Samples are stored in chunks, and the chunks may lie anywhere in the file. */
function readOffsets(tables: readonly Box[], sizes: Uint32Array): Float64Array {
  const { content: runs } = needBox(tables, 'stsc');
  const chunkOffsets = readChunkOffsets(tables);
  const offsets = new Float64Array(sizes.length);
  const runCount = runs.getUint32(4);
  let index = 0;
  let run = 0;
  for (let chunk = 0; index < sizes.length; chunk += 1) {
    if (chunk >= chunkOffsets.length) throw new Mp4Error('damaged', 'samples lie outside all chunks');
    while (run + 1 < runCount && runs.getUint32(8 + (run + 1) * 12) <= chunk + 1) run += 1;
    // Fragments always refer to the first sample description.
    if (runs.getUint32(16 + run * 12) !== 1) {
      throw new Mp4Error('several-descriptions', 'a track uses other codec settings than its first');
    }
    let offset = chunkOffsets.at(chunk);
    const end = Math.min(sizes.length, index + runs.getUint32(12 + run * 12));
    for (; index < end; index += 1) {
      offsets[index] = offset;
      offset += sizes[index] ?? 0;
    }
  }
  return offsets;
}

function readChunkOffsets(tables: readonly Box[]) {
  const large = findBox(tables, 'co64');
  const { content } = large ?? needBox(tables, 'stco');
  return {
    length: content.getUint32(4),
    at: (chunk: number) =>
      large === undefined ? content.getUint32(8 + chunk * 4) : Number(content.getBigUint64(8 + chunk * 8)),
  };
}
