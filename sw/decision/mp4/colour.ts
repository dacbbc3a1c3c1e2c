import { av1SaysColours } from './av1-settings.ts';
import { type Box, boxesIn, boxOf, type Bytes, findBox, letters } from './boxes.ts';
import { h264SaysColours } from './h264-settings.ts';

/** Below, Chromium's own player takes pictures that say nothing for BT.601, and its Media Source for BT.709. */
const highDefinitionLines = 720;
const pictureEntryBytes = 78;
/** BT.601 as its primaries, transfer and matrix, in limited range. */
const bt601 = boxOf('colr', letters('nclx'), Uint8Array.of(0, 6, 0, 6, 0, 6, 0));

/** By the type of a description: the box of the codec's settings, and whether the stream says its colours. */
const codecs: Readonly<Record<string, readonly [settings: string, saysColours: (settings: Box) => boolean]>> = {
  avc1: ['avcC', h264SaysColours],
  vp09: ['vpcC', vp9SaysColours],
  av01: ['av1C', av1SaysColours],
};

/**
 * Codec settings (`stsd`) with which a file has the same colours through Media Source as when the browser plays it by
 * itself. What a stream says goes before the container in Chromium, but not in WebKit, so that it has to be read before
 * anything is said for it.
 */
export function withColour(descriptions: Box): Bytes {
  const [entry, ...others] = boxesIn(descriptions.content, 8);
  const codec = codecs[entry?.type ?? ''];
  if (entry === undefined || codec === undefined || entry.content.getUint16(26) >= highDefinitionLines)
    return descriptions.bytes;
  const boxes = boxesIn(entry.content, pictureEntryBytes);
  const [type, saysColours] = codec;
  const settings = findBox(boxes, type);
  if (settings === undefined || findBox(boxes, 'colr') !== undefined || saysColours(settings))
    return descriptions.bytes;
  // Not at the end: QuickTime closes an entry with four zeros.
  const { byteOffset, length } = settings.bytes;
  const [before, after] = cut(entry.content, byteOffset + length - entry.content.byteOffset);
  const [header] = cut(descriptions.content, 8);
  return boxOf('stsd', header, boxOf(entry.type, before, bt601, after), ...others.map(({ bytes }) => bytes));
}

/** Its settings repeat what the stream says: the format and range of the samples, and three numbers of their colours. */
function vp9SaysColours({ content }: Box): boolean {
  const isUsual = (content.getUint8(6) & 0b1101) === 0;
  return !isUsual || content.getUint16(7) !== 0x0202 || content.getUint8(9) !== 2;
}

function cut({ buffer, byteOffset, byteLength }: DataView<ArrayBuffer>, at: number): [Bytes, Bytes] {
  return [new Uint8Array(buffer, byteOffset, at), new Uint8Array(buffer, byteOffset + at, byteLength - at)];
}
