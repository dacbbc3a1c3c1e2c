import { type Box, boxesIn, type Bytes, findBox, needBox } from './boxes.ts';
import { checkCodec } from './codec.ts';
import { writeInit } from './init.ts';
import type { Edit, IndexedTrack } from './movie.ts';
import { Mp4Error } from './mp4-error.ts';
import { readSamples } from './sample-table.ts';
import { isWide, openTrak, timescaleOf, type Trak, trackIdOf } from './trak.ts';

export type IndexedMovie = { readonly tracks: readonly IndexedTrack[]; readonly init: Bytes };

const maxEdits = 100;

/** Reads an index (a `moov` box): its first video and sound track, and the initialisation section for them. */
export function readMovie(index: Bytes): IndexedMovie {
  try {
    return readBoxes(boxesIn(needBox(boxesIn(index), 'moov').content));
  } catch (cause) {
    if (cause instanceof RangeError) throw new Mp4Error('damaged', 'a table of the index ends too soon');
    throw cause;
  }
}

function readBoxes(moov: readonly Box[]): IndexedMovie {
  if (findBox(moov, 'mvex') !== undefined) throw new Mp4Error('already-fragmented', 'samples are listed in fragments');
  const traks = moov.filter(({ type }) => type === 'trak').flatMap((box) => openTrak(box) ?? []);
  const found = (['video', 'audio'] as const).flatMap((kind) => traks.find((trak) => trak.kind === kind) ?? []);
  if (found.length === 0) throw new Mp4Error('no-media', 'the file has neither video nor audio');
  const mvhd = needBox(moov, 'mvhd');
  const movieTimescale = timescaleOf(mvhd);
  return { tracks: found.map((trak) => readTrack(trak, movieTimescale)), init: writeInit(mvhd, found) };
}

function readTrack({ kind, tkhd, mdhd, stbl, elst }: Trak, movieTimescale: number): IndexedTrack {
  checkCodec(kind, needBox(stbl, 'stsd'));
  // Sound is played in decode order, so composition offsets are ignored.
  const tables = kind === 'video' ? stbl : stbl.filter(({ type }) => type !== 'ctts');
  return {
    id: trackIdOf(tkhd),
    kind,
    timescale: timescaleOf(mdhd),
    samples: readSamples(tables),
    edits: elst === undefined ? [] : readEdits(elst, movieTimescale),
  };
}

function readEdits(elst: Box, movieTimescale: number): Edit[] {
  const { content } = elst;
  const count = content.getUint32(4);
  if (count > maxEdits) throw new Mp4Error('edit-list', `a track has ${count} edits`);
  return Array.from({ length: count }, (_, entry): Edit => {
    const at = 8 + entry * (isWide(elst) ? 20 : 12);
    const [duration, mediaTime] = isWide(elst)
      ? [Number(content.getBigUint64(at)), Number(content.getBigInt64(at + 8))]
      : [content.getUint32(at), content.getInt32(at + 4)];
    const rate = content.getInt16(at + (isWide(elst) ? 16 : 8));
    return { durationSeconds: duration / movieTimescale, mediaTime, rate };
  });
}
