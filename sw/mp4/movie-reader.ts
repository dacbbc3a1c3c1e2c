import { Box, BoxParser, createFile, ISOFile, MP4BoxBuffer } from 'mp4box';
import type { Edit, IndexedSample, IndexedTrack } from '../decision/mp4/movie.ts';
import { Mp4Error } from '../decision/mp4/mp4-error.ts';

type Trak = InstanceType<typeof BoxParser.box.trak>;

export type IndexedMovie = { readonly tracks: readonly IndexedTrack[]; readonly init: Uint8Array<ArrayBuffer> };

/** What a sample table has to have besides its descriptions, and the bytes of each when it is empty. */
const emptyTables = [
  { type: 'stts', data: new Uint8Array(8) },
  { type: 'stsc', data: new Uint8Array(8) },
  { type: 'stsz', data: new Uint8Array(12) },
  { type: 'stco', data: new Uint8Array(8) },
] as const;
const kinds: Readonly<Record<string, 'video' | 'audio'>> = { vide: 'video', soun: 'audio' };

/** Reads an index (a `moov` box) into the first picture and sound track, and what a player is initialised with. */
export function readMovie(index: Uint8Array<ArrayBuffer>): IndexedMovie {
  const file = createFile();
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(index.slice().buffer, 0));
  const moov: typeof file.moov | undefined = file.moov;
  if (moov === undefined) throw new Mp4Error('not-mp4', 'the index cannot be read');
  if (moov.mvex !== undefined) throw new Mp4Error('already-fragmented', 'the samples are listed in fragments');
  const traks = (['video', 'audio'] as const).flatMap((kind) => moov.traks.find((trak) => kindOf(trak) === kind) ?? []);
  if (traks.length === 0) throw new Mp4Error('no-media', 'the file has neither pictures nor sound');
  const tracks = traks.map((trak) => readTrack(trak, moov.mvhd.timescale));
  return { tracks, init: writeInit(moov.mvhd, traks, index) };
}

function kindOf({ mdia, samples }: Trak): 'video' | 'audio' | undefined {
  return samples.length === 0 ? undefined : kinds[mdia.hdlr.handler];
}

function readTrack(trak: Trak, movieTimescale: number): IndexedTrack {
  const { stsd, stts } = trak.mdia.minf.stbl;
  const id = trak.tkhd.track_id;
  if (stsd.entries.some(({ type }) => type.startsWith('enc'))) throw new Mp4Error('encrypted', `track ${id}`);
  const descriptions = new Set(trak.samples.map(({ description_index }) => description_index));
  // Fragments refer to the first one.
  if (descriptions.size > 1 || !descriptions.has(0))
    throw new Mp4Error('several-descriptions', `track ${id} uses other codec settings than its first`);
  // The library lets the last sample last up to the duration in the header, which may be anything.
  const lastDuration = stts.sample_deltas.at(-1) ?? 0;
  const samples = trak.samples.map(
    (sample, number): IndexedSample => ({
      offset: sample.offset,
      sizeBytes: sample.size,
      decodeTime: sample.dts,
      compositionTime: sample.cts,
      duration: number === trak.samples.length - 1 ? lastDuration : sample.duration,
      isSync: sample.is_sync,
    }),
  );
  const edits = (trak.edts?.elst?.entries ?? []).map(
    (entry): Edit => ({
      durationSeconds: entry.segment_duration / movieTimescale,
      mediaTime: entry.media_time,
      rate: entry.media_rate_integer,
    }),
  );
  return { id, kind: kindOf(trak) ?? 'video', timescale: trak.mdia.mdhd.timescale, samples, edits };
}

/** The index without its samples and edits: they come with the fragments. */
function writeInit(
  mvhd: InstanceType<typeof BoxParser.box.mvhd>,
  traks: readonly Trak[],
  index: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const { box } = BoxParser;
  const ftyp = new box.ftyp();
  ftyp.major_brand = 'iso6';
  ftyp.minor_version = 0;
  ftyp.compatible_brands = ['iso6', 'mp41'];
  const moov = new box.moov();
  mvhd.duration = 0;
  moov.addBox(mvhd);
  for (const trak of traks) {
    const { mdia, tkhd } = trak;
    const { stbl } = mdia.minf;
    tkhd.duration = 0;
    mdia.mdhd.duration = 0;
    // Bytes of the file, not written anew: whatever the codec needs is in them.
    const stsd = copyBox(stbl.stsd, index);
    stbl.boxes = [stsd, ...emptyTables.map((table) => Object.assign(new Box(), table))];
    trak.boxes = [tkhd, mdia];
    moov.addBox(trak);
  }
  return new Uint8Array(ISOFile.writeInitializationSegment(ftyp, moov, 0));
}

function copyBox({ type, start = 0, size }: Box, index: Uint8Array<ArrayBuffer>): Box {
  return Object.assign(new Box(), { type, data: index.slice(start + 8, start + size) });
}
