import type { Box } from './boxes.ts';

/** Profiles whose settings begin with the format of the colour samples. */
const highProfiles: ReadonlySet<number> = new Set([44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244]);
const ownAspect = 255;

/**
 * Whether an H.264 stream says what its colours are, or that they have the full range, by its sequence parameter set
 * (ITU-T H.264, 7.3.2.1.1 and E.1.1). True also where that is not simple to tell: then nothing is said for it.
 */
export function saysColours({ content }: Box): boolean {
  const isSingle = (content.getUint8(5) & 31) === 1;
  if (!isSingle) return true;
  const set = new Uint8Array(content.buffer, content.byteOffset + 8, content.getUint16(6));
  const bits = new Bits(set.subarray(4));
  bits.skipNumbers(1);
  if (highProfiles.has(set[1] ?? 0)) {
    if (bits.number() === 3) bits.read(1);
    bits.skipNumbers(2);
    bits.read(1);
    const hasScaling = bits.read(1) === 1;
    if (hasScaling) return true;
  }
  bits.skipNumbers(1);
  const orderType = bits.number();
  if (orderType === 1) return true;
  bits.skipNumbers(orderType === 0 ? 2 : 1);
  bits.read(1);
  bits.skipNumbers(2);
  const isFramesOnly = bits.read(1) === 1;
  bits.read(isFramesOnly ? 1 : 2);
  const isCropped = bits.read(1) === 1;
  if (isCropped) bits.skipNumbers(4);
  const hasUsability = bits.read(1) === 1;
  if (!hasUsability) return false;
  const hasAspect = bits.read(1) === 1;
  if (hasAspect && bits.read(8) === ownAspect) bits.read(32);
  const hasOverscan = bits.read(1) === 1;
  if (hasOverscan) bits.read(1);
  const hasSignal = bits.read(1) === 1;
  // Behind three bits of the format: the full range, and a description of the colours.
  return hasSignal && (bits.read(5) & 3) !== 0;
}

class Bits {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(escaped: Uint8Array) {
    // A 3 behind two zeros keeps the bytes from looking like the start of something else.
    this.#bytes = escaped.filter((byte, at) => byte !== 3 || at < 2 || escaped[at - 1] !== 0 || escaped[at - 2] !== 0);
  }

  /** Behind the end all bits are set, so that every number ends and what is cut off counts as said. */
  read(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left -= 1) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 255) >> (7 - (this.#at & 7))) & 1);
      this.#at += 1;
    }
    return value;
  }

  /** Exp-Golomb: as many zeros as bits follow the first one. */
  number(): number {
    let zeros = 0;
    while (this.read(1) === 0) zeros += 1;
    return 2 ** zeros - 1 + this.read(zeros);
  }

  skipNumbers(count: number): void {
    for (let left = count; left > 0; left -= 1) this.number();
  }
}
