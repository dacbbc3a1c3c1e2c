import { Bits } from './bits.ts';
import type { Box } from './boxes.ts';

/** Profiles whose parameter sets contain the chroma format. */
const highProfiles: ReadonlySet<number> = new Set([44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244]);
const ownAspect = 255;

/**
 * Whether the sequence parameter set of an H.264 stream signals its colours or full range (ITU-T H.264, 7.3.2.1.1 and
 * E.1.1). Also true if that is hard to determine, so that such a stream is not tagged.
 */
export function h264SaysColours({ content }: Box): boolean {
  const isSingle = (content.getUint8(5) & 31) === 1;
  if (!isSingle) return true;
  const set = new Uint8Array(content.buffer, content.byteOffset + 8, content.getUint16(6));
  // Removes emulation prevention: a 3 after two zeros keeps the bytes from looking like a start code.
  const bits = new Bits(
    set.subarray(4).filter((byte, at, all) => byte !== 3 || at < 2 || all[at - 1] !== 0 || all[at - 2] !== 0),
  );
  bits.skipNumbers(1);
  if (highProfiles.has(set[1] ?? 0)) {
    if (bits.number() === 3) bits.read(1);
    bits.skipNumbers(2);
    bits.read(1);
    const hasScaling = bits.isSet();
    if (hasScaling) return true;
  }
  bits.skipNumbers(1);
  const orderType = bits.number();
  if (orderType === 1) return true;
  bits.skipNumbers(orderType === 0 ? 2 : 1);
  bits.read(1);
  bits.skipNumbers(2);
  const isFramesOnly = bits.isSet();
  bits.read(isFramesOnly ? 1 : 2);
  const isCropped = bits.isSet();
  if (isCropped) bits.skipNumbers(4);
  const hasUsability = bits.isSet();
  if (!hasUsability) return false;
  const hasAspect = bits.isSet();
  if (hasAspect && bits.read(8) === ownAspect) bits.read(32);
  const hasOverscan = bits.isSet();
  if (hasOverscan) bits.read(1);
  const hasSignal = bits.isSet();
  // After the three bits of video_format: video_full_range_flag and colour_description_present_flag.
  return hasSignal && (bits.read(5) & 3) !== 0;
}
