import { boxesIn, needBox } from './boxes.ts';
import type { Box } from './boxes.ts';
import { Mp4Error } from './mp4-error.ts';

/** Codecs that browsers play with Media Source. Some browsers play other codecs, but only from files. */
const pictureCodecs: ReadonlySet<string> = new Set(['avc1', 'avc3', 'hvc1', 'hev1', 'vp08', 'vp09', 'av01']);
const soundCodecs: ReadonlySet<string> = new Set(['mp4a', 'Opus', 'fLaC']);
/** Object types of MPEG-4 and MPEG-2 AAC (ISO/IEC 14496-1). `mp4a` can also be MP3. */
const aacTypes: ReadonlySet<number> = new Set([0x40, 0x66, 0x67, 0x68]);
const dolbyVision = /^dv[cvw]C$/;

const pictureEntryBytes = 78;
const soundEntryBytes = 28;

/** Throws if the first sample description (`stsd`) shows that a track is better left to the browser. */
export function checkCodec(kind: 'video' | 'audio', descriptions: Box): void {
  const [entry] = boxesIn(descriptions.content, 8);
  if (entry === undefined) throw new Mp4Error('damaged', 'a track has no codec');
  const { type, content } = entry;
  if (type.startsWith('enc')) throw new Mp4Error('encrypted', `a track is ${type}`);
  const isKnown = kind === 'video' ? pictureCodecs.has(type) : soundCodecs.has(type);
  if (!isKnown) throw new Mp4Error('codec', `"${type}" is left to the browser`);
  if (kind === 'video') {
    if (boxesIn(content, pictureEntryBytes).some((box) => dolbyVision.test(box.type))) {
      throw new Mp4Error('codec', 'Dolby Vision is left to the browser');
    }
  } else if (type === 'mp4a') {
    // QuickTime has versions 1 and 2, with a different layout.
    if (content.getUint16(8) !== 0) throw new Mp4Error('codec', 'a sound description of version 1 or 2');
    const objectType = objectTypeOf(needBox(boxesIn(content, soundEntryBytes), 'esds').content);
    if (!aacTypes.has(objectType)) throw new Mp4Error('codec', `mp4a.${objectType.toString(16)} is not AAC`);
  }
}

/** Reads the object type of the decoder configuration (tag 4) inside the elementary stream descriptor (tag 3). */
function objectTypeOf(content: DataView): number {
  let at = skipLength(content, 5);
  const flags = content.getUint8(at + 2);
  at += 3;
  if ((flags & 0x80) !== 0) at += 2;
  if ((flags & 0x40) !== 0) at += 1 + content.getUint8(at);
  if ((flags & 0x20) !== 0) at += 2;
  return content.getUint8(skipLength(content, at + 1));
}

/** Skips a length, which is written in groups of seven bits. */
function skipLength(content: DataView, at: number): number {
  let end = at;
  while ((content.getUint8(end) & 0x80) !== 0) end += 1;
  return end + 1;
}
