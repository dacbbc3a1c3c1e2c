/** Parses just enough of ISO/IEC 14496-12 to cut fragmented MP4 into segments and to time them. */
export type Box = { readonly type: string; readonly start: number; readonly end: number; readonly bodyStart: number };

export function readBoxes(bytes: Buffer, start = 0, end = bytes.length): Box[] {
  const boxes: Box[] = [];
  for (let at = start; at + 8 <= end; ) {
    const size = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const boxEnd = size === 0 ? end : size === 1 ? at + Number(bytes.readBigUInt64BE(at + 8)) : at + size;
    if (boxEnd <= at || boxEnd > end) throw new Error(`Box "${type}" at ${at} ends at ${boxEnd}, behind ${end}.`);
    boxes.push({ type, start: at, end: boxEnd, bodyStart: at + (size === 1 ? 16 : 8) });
    at = boxEnd;
  }
  return boxes;
}

/** Returns all boxes on a path of types such as `moov/trak/tkhd`. */
export function findBoxes(bytes: Buffer, path: string, within?: Box): Box[] {
  const [type, ...rest] = path.split('/');
  const found = readBoxes(bytes, within?.bodyStart, within?.end).filter((box) => box.type === type);
  return rest.length === 0 ? found : found.flatMap((box) => findBoxes(bytes, rest.join('/'), box));
}

export type Track = { readonly id: number; readonly kind: 'video' | 'audio' | 'other'; readonly timescale: number };

export function readTracks(init: Buffer): Track[] {
  return findBoxes(init, 'moov/trak').map((trak) => {
    const [tkhd] = findBoxes(init, 'tkhd', trak);
    const [mdhd] = findBoxes(init, 'mdia/mdhd', trak);
    const [hdlr] = findBoxes(init, 'mdia/hdlr', trak);
    if (tkhd === undefined || mdhd === undefined || hdlr === undefined) throw new Error('A track lacks its headers.');
    const handler = init.toString('latin1', hdlr.bodyStart + 8, hdlr.bodyStart + 12);
    return {
      id: init.readUInt32BE(tkhd.bodyStart + (isLong(init, tkhd) ? 20 : 12)),
      kind: handler === 'vide' ? 'video' : handler === 'soun' ? 'audio' : 'other',
      timescale: init.readUInt32BE(mdhd.bodyStart + (isLong(init, mdhd) ? 20 : 12)),
    };
  });
}

/** One track's part of a fragment, with times in the track's timescale. */
export type Run = {
  readonly trackId: number;
  readonly decodeTime: number;
  readonly firstPresentation: number;
  readonly duration: number;
  readonly startsWithKeyframe: boolean;
};

export function readRuns(fragment: Buffer): Run[] {
  return findBoxes(fragment, 'moof/traf').map((traf) => {
    const [tfhd] = findBoxes(fragment, 'tfhd', traf);
    const [tfdt] = findBoxes(fragment, 'tfdt', traf);
    const truns = findBoxes(fragment, 'trun', traf);
    if (tfhd === undefined || tfdt === undefined) throw new Error('A fragment lacks tfhd or tfdt.');
    const defaults = readDefaults(fragment, tfhd);
    const decodeTime = isLong(fragment, tfdt)
      ? Number(fragment.readBigUInt64BE(tfdt.bodyStart + 4))
      : fragment.readUInt32BE(tfdt.bodyStart + 4);
    let duration = 0;
    let firstOffset = 0;
    let firstFlags = defaults.flags;
    for (const [index, trun] of truns.entries()) {
      const run = readTrun(fragment, trun, defaults);
      duration += run.duration;
      if (index === 0) {
        firstOffset = run.firstOffset;
        firstFlags = run.firstFlags;
      }
    }
    const isNonSync = (firstFlags & 0x10000) !== 0;
    const trackId = fragment.readUInt32BE(tfhd.bodyStart + 4);
    return {
      trackId,
      decodeTime,
      firstPresentation: decodeTime + firstOffset,
      duration,
      startsWithKeyframe: !isNonSync,
    };
  });
}

type Defaults = { readonly duration: number; readonly flags: number };

function readDefaults(bytes: Buffer, tfhd: Box): Defaults {
  const flags = flagsOf(bytes, tfhd);
  let at = tfhd.bodyStart + 8;
  if (flags & 0x1) at += 8;
  if (flags & 0x2) at += 4;
  const duration = flags & 0x8 ? bytes.readUInt32BE(at) : 0;
  if (flags & 0x8) at += 4;
  if (flags & 0x10) at += 4;
  return { duration, flags: flags & 0x20 ? bytes.readUInt32BE(at) : 0 };
}

function readTrun(
  bytes: Buffer,
  trun: Box,
  defaults: Defaults,
): { duration: number; firstOffset: number; firstFlags: number } {
  const flags = flagsOf(bytes, trun);
  const count = bytes.readUInt32BE(trun.bodyStart + 4);
  let at = trun.bodyStart + 8;
  if (flags & 0x1) at += 4;
  let firstFlags = flags & 0x4 ? bytes.readUInt32BE(at) : defaults.flags;
  if (flags & 0x4) at += 4;
  let duration = 0;
  let firstOffset = 0;
  for (let sample = 0; sample < count; sample++) {
    duration += flags & 0x100 ? bytes.readUInt32BE(at) : defaults.duration;
    if (flags & 0x100) at += 4;
    if (flags & 0x200) at += 4;
    if (flags & 0x400 && sample === 0) firstFlags = bytes.readUInt32BE(at);
    if (flags & 0x400) at += 4;
    if (flags & 0x800 && sample === 0) firstOffset = bytes.readInt32BE(at);
    if (flags & 0x800) at += 4;
  }
  return { duration, firstOffset, firstFlags };
}

/** Whether the box is a version 1 header, which has 64-bit times. */
function isLong(bytes: Buffer, box: Box): boolean {
  return bytes[box.bodyStart] === 1;
}

function flagsOf(bytes: Buffer, box: Box): number {
  return bytes.readUIntBE(box.bodyStart + 1, 3);
}
