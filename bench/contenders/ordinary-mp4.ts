import { type Box, boxesIn, boxOf, type Bytes, needBox, uint32s } from '../../sw/decision/mp4/boxes.ts';

type Sample = {
  readonly duration: number;
  readonly size: number;
  readonly isSync: boolean;
  readonly compositionOffset: number;
};
/** Consecutive samples. */
type Chunk = { readonly at: number; readonly samples: readonly Sample[] };
type Track = { readonly id: number; readonly chunks: readonly Chunk[] };

const nonSync = 0x10000;
/** The version of a table with signed numbers. */
const signed = 0x1000000;
const containers = new Set(['trak', 'mdia', 'minf']);

/**
 * Converts a fragmented HLS rendition into an MP4 as services provide it for plain video elements, with the whole index
 * in front. Had the fragments only been concatenated, a browser would have to read nearly all of them before showing
 * the first picture. The segments are copied into `mdat` unchanged.
 */
export function ordinaryMp4(init: Bytes, pieces: Bytes): Bytes {
  const boxes = boxesIn(init);
  const movie = needBox(boxes, 'moov');
  const tracks = tracksOf(movie, boxesIn(pieces));
  const head = needBox(boxes, 'ftyp').bytes;
  const mediaAt = head.length + movieOf(movie, tracks, 0).length + 8;
  return concatenate([head, movieOf(movie, tracks, mediaAt), boxOf('mdat', pieces)]);
}

function tracksOf(movie: Box, pieces: readonly Box[]): Track[] {
  const start = pieces[0]?.bytes.byteOffset ?? 0;
  const fragments = pieces.filter(({ type }) => type === 'moof');
  const defaults = boxesIn(needBox(boxesIn(movie.content), 'mvex').content).filter(({ type }) => type === 'trex');
  return defaults.map(({ content }) => {
    const id = content.getUint32(4);
    const usual = { duration: content.getUint32(12), size: content.getUint32(16), flags: content.getUint32(20) };
    const chunks = fragments.flatMap((fragment) => chunksOf(fragment, fragment.bytes.byteOffset - start, id, usual));
    return { id, chunks };
  });
}

type Usual = { readonly duration: number; readonly size: number; readonly flags: number };

function chunksOf(fragment: Box, at: number, trackId: number, ofTrack: Usual): Chunk[] {
  return boxesIn(fragment.content)
    .filter(({ type }) => type === 'traf')
    .flatMap(({ content }) => {
      const boxes = boxesIn(content);
      const { id, usual } = readFragmentHeader(needBox(boxes, 'tfhd').content, ofTrack);
      if (id !== trackId) return [];
      return boxes.filter(({ type }) => type === 'trun').map((run) => readRun(run.content, at, usual));
    });
}

function readFragmentHeader(header: DataView, ofTrack: Usual): { readonly id: number; readonly usual: Usual } {
  const read = fieldReader(header, 8);
  read(0x1, 8);
  read(0x2);
  const usual = {
    duration: read(0x8) ?? ofTrack.duration,
    size: read(0x10) ?? ofTrack.size,
    flags: read(0x20) ?? ofTrack.flags,
  };
  return { id: header.getUint32(4), usual };
}

function readRun(run: DataView, fragmentAt: number, usual: Usual): Chunk {
  const read = fieldReader(run, 8);
  const at = fragmentAt + (read(0x1) ?? 0);
  const firstFlags = read(0x4);
  const samples = Array.from({ length: run.getUint32(4) }, (_, index): Sample => {
    const duration = read(0x100) ?? usual.duration;
    const size = read(0x200) ?? usual.size;
    const flags = read(0x400) ?? (index === 0 ? firstFlags : undefined) ?? usual.flags;
    return { duration, size, isSync: (flags & nonSync) === 0, compositionOffset: read(0x800) ?? 0 };
  });
  return { at, samples };
}

/** Returns a reader of consecutive optional fields, each present only if its flag is set. */
function fieldReader(view: DataView, start: number): (flag: number, bytes?: number) => number | undefined {
  const flags = view.getUint32(0) & 0xffffff;
  let at = start;
  return (flag, bytes = 4) => {
    if ((flags & flag) === 0) return undefined;
    at += bytes;
    return view.getUint32(at - 4);
  };
}

function movieOf(movie: Box, tracks: readonly Track[], mediaAt: number): Bytes {
  const timescale = needBox(boxesIn(movie.content), 'mvhd').content.getUint32(12);
  const lengths = boxesIn(movie.content)
    .filter(({ type }) => type === 'trak')
    .map((box) => secondsOf(box, tracks) * timescale);
  const parts = boxesIn(movie.content)
    .filter(({ type }) => type !== 'mvex')
    .map((box) => {
      if (box.type === 'mvhd') return withNumber(box, 16, Math.max(...lengths));
      return box.type === 'trak' ? trackOf(box, tracks, timescale, mediaAt) : box.bytes;
    });
  return boxOf('moov', ...parts);
}

function trackOf(box: Box, tracks: readonly Track[], movieTimescale: number, mediaAt: number): Bytes {
  const track = trackIn(box, tracks);
  const samples = track.chunks.flatMap((chunk) => chunk.samples);
  const rebuilt = ({ type, content, bytes }: Box): Bytes => {
    if (containers.has(type)) return boxOf(type, ...boxesIn(content).map(rebuilt));
    if (type === 'tkhd') return withNumber({ type, content, bytes }, 20, secondsOf(box, tracks) * movieTimescale);
    if (type === 'mdhd') return withNumber({ type, content, bytes }, 16, durationOf(samples));
    return type === 'stbl' ? tableOf(needBox(boxesIn(content), 'stsd').bytes, track, mediaAt) : bytes;
  };
  return rebuilt(box);
}

function trackIn(box: Box, tracks: readonly Track[]): Track {
  const id = needBox(boxesIn(box.content), 'tkhd').content.getUint32(12);
  return tracks.find((track) => track.id === id) ?? { id, chunks: [] };
}

function secondsOf(box: Box, tracks: readonly Track[]): number {
  const media = needBox(boxesIn(box.content), 'mdia');
  const timescale = needBox(boxesIn(media.content), 'mdhd').content.getUint32(12);
  return durationOf(trackIn(box, tracks).chunks.flatMap(({ samples }) => samples)) / timescale;
}

function durationOf(samples: readonly Sample[]): number {
  return samples.reduce((sum, { duration }) => sum + duration, 0);
}

function tableOf(description: Bytes, { chunks }: Track, mediaAt: number): Bytes {
  const samples = chunks.flatMap((chunk) => chunk.samples);
  const keys = samples.flatMap(({ isSync }, index) => (isSync ? [index + 1] : []));
  return boxOf(
    'stbl',
    description,
    table('stts', runsOf(samples.map(({ duration }) => duration))),
    table('ctts', runsOf(samples.map(({ compositionOffset }) => compositionOffset)), signed),
    ...(keys.length === samples.length
      ? []
      : [
          table(
            'stss',
            keys.map((key) => [key]),
          ),
        ]),
    table(
      'stsc',
      chunks.map((chunk, index) => [index + 1, chunk.samples.length, 1]),
    ),
    boxOf('stsz', uint32s([0, 0, samples.length, ...samples.map(({ size }) => size)])),
    table(
      'stco',
      chunks.map(({ at }) => [mediaAt + at]),
    ),
  );
}

function table(type: string, rows: readonly (readonly number[])[], version = 0): Bytes {
  return boxOf(type, uint32s([version, rows.length, ...rows.flat()]));
}

/** Run-length encodes the numbers. */
function runsOf(numbers: readonly number[]): [count: number, value: number][] {
  const runs: [count: number, value: number][] = [];
  for (const value of numbers) {
    const last = runs.at(-1);
    if (last?.[1] === value) last[0] += 1;
    else runs.push([1, value]);
  }
  return runs;
}

function withNumber({ bytes, content }: Box, at: number, value: number): Bytes {
  if (content.getUint8(0) !== 0) throw new Error('Only the short form of this box can be written.');
  const changed = bytes.slice();
  new DataView(changed.buffer).setUint32(bytes.length - content.byteLength + at, Math.round(value));
  return changed;
}

function concatenate(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
