import { type Box, boxesIn, boxOf, type Bytes, findBox, letters } from './boxes.ts';
import { saysColours } from './picture-settings.ts';

/** Below, Chromium's own player takes pictures that say nothing for BT.601, and its Media Source for BT.709. */
const highDefinitionLines = 720;
const pictureEntryBytes = 78;
/** BT.601 as its primaries, transfer and matrix, in limited range. */
const bt601 = boxOf('colr', letters('nclx'), Uint8Array.of(0, 6, 0, 6, 0, 6, 0));

/**
 * Codec settings (`stsd`) with which a file has the same colours through Media Source as when the browser plays it by
 * itself. Only of H.264: what a stream says goes before the container in Chromium, but not in WebKit, so that it has to
 * be read before anything is said for it.
 */
export function withColour(descriptions: Box): Bytes {
  const [entry, ...others] = boxesIn(descriptions.content, 8);
  if (entry?.type !== 'avc1' || entry.content.getUint16(26) >= highDefinitionLines) return descriptions.bytes;
  const boxes = boxesIn(entry.content, pictureEntryBytes);
  const avcC = findBox(boxes, 'avcC');
  if (avcC === undefined || findBox(boxes, 'colr') !== undefined || saysColours(avcC)) return descriptions.bytes;
  // Not at the end: QuickTime closes an entry with four zeros.
  const [before, after] = cut(entry.content, avcC.bytes.byteOffset + avcC.bytes.length - entry.content.byteOffset);
  const [header] = cut(descriptions.content, 8);
  return boxOf('stsd', header, boxOf('avc1', before, bt601, after), ...others.map(({ bytes }) => bytes));
}

function cut({ buffer, byteOffset, byteLength }: DataView<ArrayBuffer>, at: number): [Bytes, Bytes] {
  return [new Uint8Array(buffer, byteOffset, at), new Uint8Array(buffer, byteOffset + at, byteLength - at)];
}
