import type { ByteRange } from '../resource/identity.ts';
import { cutChunks } from './chunks.ts';
import type { Fragment, SampleRange } from './fragments.ts';
import type { Sample } from './movie.ts';

/** Gaps between samples up to this size are downloaded along, which is cheaper than a separate request. */
const worthReadingBytes = 64 * 1024;

/** Samples of one track that are contiguous in the file. */
export type Run = { readonly samples: readonly Sample[]; readonly payloadOffset: number };

export type TrackRuns = { readonly range: SampleRange; readonly runs: readonly Run[] };

/**
 * The media data of a chunk, in file order: the byte ranges to read, and the offset of each sample within them. The
 * bytes are not rearranged, so they can be passed on while they arrive.
 */
export type Payload = { readonly spans: readonly ByteRange[]; readonly tracks: readonly TrackRuns[] };

/** Returns the payload of each chunk of a fragment. */
export function layOut(fragment: Fragment): Payload[] {
  const chunks = cutChunks(fragment);
  const spans = spansOf(fragment.ranges.flatMap(samplesOf));
  return chunks.map((ranges, place) => {
    // Bytes between two chunks belong to the first one, since all chunks are requested together.
    const own = cutSpans(spans, place === 0 ? 0 : startOf(ranges), startOf(chunks[place + 1] ?? []));
    const offsetOf = payloadOffsets(own);
    return { spans: own, tracks: ranges.map((range) => ({ range, runs: runsOf(samplesOf(range), offsetOf) })) };
  });
}

export function sizeOf(spans: readonly ByteRange[]): number {
  return spans.reduce((bytes, { firstByte, lastByte }) => bytes + lastByte - firstByte + 1, 0);
}

function samplesOf({ track, first, end }: SampleRange): readonly Sample[] {
  return track.samples.slice(first, end);
}

function startOf(ranges: readonly SampleRange[]): number {
  return Math.min(...ranges.map(({ track, first }) => track.samples[first]?.offset ?? 0));
}

/** Returns the parts of the spans within the bytes `from` (inclusive) to `to` (exclusive) of the file. */
function cutSpans(spans: readonly ByteRange[], from: number, to: number): ByteRange[] {
  const own = spans.filter(({ firstByte, lastByte }) => firstByte < to && lastByte >= from);
  return own.map(({ firstByte, lastByte }) => ({
    firstByte: Math.max(firstByte, from),
    lastByte: Math.min(lastByte, to - 1),
  }));
}

function spansOf(samples: readonly Sample[]): ByteRange[] {
  const spans: ByteRange[] = [];
  const inFile = samples.filter(({ sizeBytes }) => sizeBytes > 0).toSorted((a, b) => a.offset - b.offset);
  for (const { offset, sizeBytes } of inFile) {
    const lastByte = offset + sizeBytes - 1;
    const last = spans.at(-1);
    if (last === undefined || offset - last.lastByte - 1 > worthReadingBytes)
      spans.push({ firstByte: offset, lastByte });
    else spans[spans.length - 1] = { firstByte: last.firstByte, lastByte: Math.max(last.lastByte, lastByte) };
  }
  return spans;
}

/** Maps an offset in the file to its offset in the concatenated spans. */
function payloadOffsets(spans: readonly ByteRange[]): (fileOffset: number) => number {
  return (fileOffset) => {
    let before = 0;
    for (const { firstByte, lastByte } of spans) {
      if (fileOffset <= lastByte) return before + Math.max(0, fileOffset - firstByte);
      before += lastByte - firstByte + 1;
    }
    return before;
  };
}

function runsOf(samples: readonly Sample[], offsetOf: (fileOffset: number) => number): Run[] {
  const runs: { samples: Sample[]; payloadOffset: number; nextOffset: number }[] = [];
  for (const sample of samples) {
    const run = runs.at(-1);
    if (run !== undefined && run.nextOffset === sample.offset) {
      run.samples.push(sample);
      run.nextOffset += sample.sizeBytes;
    } else {
      const { offset, sizeBytes } = sample;
      runs.push({ samples: [sample], payloadOffset: offsetOf(offset), nextOffset: offset + sizeBytes });
    }
  }
  return runs;
}
