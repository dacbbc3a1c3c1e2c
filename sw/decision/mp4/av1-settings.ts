import { Bits } from './bits.ts';
import type { Box } from './boxes.ts';

/** The header of a sequence header OBU, the only one that encoders put here. A size field of one byte follows it. */
const sequenceHeader = 0x0a;
const levelsWithTier = 7;

/**
 * Whether the sequence header of an AV1 stream signals its colours or full range (AV1 Bitstream & Decoding Process
 * Specification, 5.5). Also true if that is hard to determine, so that such a stream is not tagged.
 */
export function av1SaysColours({ content }: Box): boolean {
  if (content.byteLength < 6 || content.getUint8(4) !== sequenceHeader) return true;
  const bits = new Bits(new Uint8Array(content.buffer, content.byteOffset + 6, content.byteLength - 6));
  const profile = bits.read(3);
  bits.read(1);
  const isReduced = bits.isSet();
  if (profile !== 0 || isReduced) return true;
  const hasTiming = bits.isSet();
  if (hasTiming) {
    bits.read(64);
    const isEven = bits.isSet();
    if (isEven) bits.number();
    const hasDecoderModel = bits.isSet();
    if (hasDecoderModel) return true;
  }
  const hasDelays = bits.isSet();
  for (let left = bits.read(5) + 1; left > 0; left -= 1) {
    bits.read(12);
    if (bits.read(5) > levelsWithTier) bits.read(1);
    if (hasDelays && bits.isSet()) bits.read(4);
  }
  const sizeBits = bits.read(4) + bits.read(4) + 2;
  bits.read(sizeBits);
  const hasFrameIds = bits.isSet();
  if (hasFrameIds) bits.read(7);
  bits.read(7);
  const hasOrder = bits.isSet();
  if (hasOrder) bits.read(2);
  const choosesTools = bits.isSet();
  const mayHaveTools = choosesTools || bits.isSet();
  const choosesWholeVectors = !mayHaveTools || bits.isSet();
  if (!choosesWholeVectors) bits.read(1);
  if (hasOrder) bits.read(3);
  // After three filter flags and high_bitdepth: mono_chrome, color_description_present_flag, color_range.
  bits.read(4);
  return (bits.read(3) & 3) !== 0;
}
