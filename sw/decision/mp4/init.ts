import { type Box, boxOf, type Bytes, letters, needBox, uint32s } from './boxes.ts';
import { withColour } from './colour.ts';
import { isWide, type Trak, trackIdOf } from './trak.ts';

/** Writes the initialisation section: the index without samples, which come with the fragments, and without edits. */
export function writeInit(mvhd: Box, traks: readonly Trak[]): Bytes {
  const defaults = traks.map(({ tkhd }) => boxOf('trex', uint32s([0, trackIdOf(tkhd), 1, 0, 0, 0])));
  const moov = boxOf('moov', withoutDuration(mvhd), ...traks.map(trakOf), boxOf('mvex', ...defaults));
  return concatenate(boxOf('ftyp', letters('iso6'), uint32s([0]), letters('iso6', 'mp41')), moov);
}

/** Copies the boxes of the file unchanged except for added colour, so that everything the codec needs is kept. */
function trakOf({ kind, tkhd, mdhd, hdlr, minf, stbl }: Trak): Bytes {
  const stsd = needBox(stbl, 'stsd');
  const tables = [
    kind === 'video' ? withColour(stsd) : stsd.bytes,
    boxOf('stts', uint32s([0, 0])),
    boxOf('stsc', uint32s([0, 0])),
    boxOf('stsz', uint32s([0, 0, 0])),
    boxOf('stco', uint32s([0, 0])),
  ];
  const others = minf.filter(({ type }) => type !== 'stbl').map(({ bytes }) => bytes);
  const information = boxOf('minf', ...others, boxOf('stbl', ...tables));
  const media = boxOf('mdia', withoutDuration(mdhd), hdlr.bytes, information);
  return boxOf('trak', withoutDuration(tkhd), media);
}

/** Sets the duration to 0, since the initialisation section does not state that of the fragments. */
function withoutDuration(header: Box): Bytes {
  const bytes = header.bytes.slice();
  // The duration follows two times and the timescale; in tkhd, two times, the track id and four reserved bytes.
  const at = (isWide(header) ? 24 : 16) + (header.type === 'tkhd' ? 4 : 0) + bytes.length - header.content.byteLength;
  return bytes.fill(0, at, at + (isWide(header) ? 8 : 4));
}

function concatenate(first: Bytes, second: Bytes): Bytes {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
