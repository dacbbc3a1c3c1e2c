import { type Box, boxesIn, findBox, needBox, typeAt } from './boxes.ts';
import { Mp4Error } from './mp4-error.ts';

const kinds: Readonly<Record<string, 'video' | 'audio'>> = { vide: 'video', soun: 'audio' };

/** The boxes of a track, named as in ISO/IEC 14496-12. */
export type Trak = {
  readonly kind: 'video' | 'audio';
  readonly tkhd: Box;
  readonly mdhd: Box;
  readonly hdlr: Box;
  readonly minf: readonly Box[];
  readonly stbl: readonly Box[];
  readonly elst: Box | undefined;
};

/** Opens a track; undefined if it has no samples or is neither video nor sound. */
export function openTrak({ content }: Box): Trak | undefined {
  const trak = boxesIn(content);
  const mdia = boxesIn(needBox(trak, 'mdia').content);
  const hdlr = needBox(mdia, 'hdlr');
  const kind = kinds[typeAt(hdlr.content, 8)];
  if (kind === undefined) return undefined;
  const minf = boxesIn(needBox(mdia, 'minf').content);
  const stbl = boxesIn(needBox(minf, 'stbl').content);
  if (needBox(stbl, 'stsz').content.getUint32(8) === 0) return undefined;
  const edts = findBox(trak, 'edts');
  const elst = edts === undefined ? undefined : findBox(boxesIn(edts.content), 'elst');
  return { kind, tkhd: needBox(trak, 'tkhd'), mdhd: needBox(mdia, 'mdhd'), hdlr, minf, stbl, elst };
}

/** Whether the box has 64-bit times. */
export function isWide({ content }: Box): boolean {
  return content.getUint8(0) === 1;
}

export function timescaleOf(header: Box): number {
  const timescale = header.content.getUint32(isWide(header) ? 20 : 12);
  if (timescale === 0) throw new Mp4Error('damaged', `"${header.type}" has a timescale of 0`);
  return timescale;
}

export function trackIdOf(tkhd: Box): number {
  return tkhd.content.getUint32(isWide(tkhd) ? 20 : 12);
}
