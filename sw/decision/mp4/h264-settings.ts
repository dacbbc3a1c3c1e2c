import { Bits } from './bits.ts';
import type { Box } from './boxes.ts';

/** Profiles whose settings begin with the format of the colour samples. */
const highProfiles: ReadonlySet<number> = new Set([44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244]);
const ownAspect = 255;

/**
 * Whether an H.264 stream says what its colours are, or that they have the full range, by its sequence parameter set
 * (ITU-T H.264, 7.3.2.1.1 and E.1.1). True also where that is not simple to tell: then nothing is said for it.
 */
export function h264SaysColours({ content }: Box): boolean {
  const isSingle = (content.getUint8(5) & 31) === 1;
  if (!isSingle) return true;
  const set = new Uint8Array(content.buffer, content.byteOffset + 8, content.getUint16(6));
  // A 3 behind two zeros keeps the bytes from looking like the start of something else.
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
  // Behind three bits of the format: the full range, and a description of the colours.
  return hasSignal && (bits.read(5) & 3) !== 0;
}
