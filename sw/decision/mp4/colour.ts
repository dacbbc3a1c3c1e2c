import { av1SaysColours } from './av1-settings.ts';
import { type Box, boxesIn, boxOf, type Bytes, findBox, letters } from './boxes.ts';
import { h264SaysColours } from './h264-settings.ts';

/** Below this height Chromium assumes BT.601 for untagged video in a file, but BT.709 in Media Source. */
const highDefinitionLines = 720;
const pictureEntryBytes = 78;
/** BT.601 primaries, transfer function and matrix, in limited range. */
const bt601 = boxOf('colr', letters('nclx'), Uint8Array.of(0, 6, 0, 6, 0, 6, 0));

/** For each type of sample description: the box with the codec's settings, and whether these signal the colours. */
const codecs: Readonly<Record<string, readonly [settings: string, saysColours: (settings: Box) => boolean]>> = {
  avc1: ['avcC', h264SaysColours],
  vp09: ['vpcC', vp9SaysColours],
  av01: ['av1C', av1SaysColours],
};

/**
 * Returns codec settings (`stsd`) with which a file has the same colours in Media Source as when the browser plays it
 * directly. The stream overrides the container in Chromium but not in WebKit, so the container is only tagged if the
 * stream signals nothing.
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
  // Inserted after the settings, not at the end, since QuickTime ends an entry with four zeros.
  const { byteOffset, length } = settings.bytes;
  const [before, after] = cut(entry.content, byteOffset + length - entry.content.byteOffset);
  const [header] = cut(descriptions.content, 8);
  return boxOf('stsd', header, boxOf(entry.type, before, bt601, after), ...others.map(({ bytes }) => bytes));
}

/** The vpcC box repeats what the stream signals: chroma subsampling, range, and three colour code points. */
function vp9SaysColours({ content }: Box): boolean {
  const isUsual = (content.getUint8(6) & 0b1101) === 0;
  return !isUsual || content.getUint16(7) !== 0x0202 || content.getUint8(9) !== 2;
}

function cut({ buffer, byteOffset, byteLength }: DataView<ArrayBuffer>, at: number): [Bytes, Bytes] {
  return [new Uint8Array(buffer, byteOffset, at), new Uint8Array(buffer, byteOffset + at, byteLength - at)];
}
