import { Mp4Error } from './mp4-error.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

/** A box of ISO/IEC 14496-12. Reading beyond its content throws a RangeError, which means that the file is damaged. */
export type Box = { readonly type: string; readonly bytes: Bytes; readonly content: DataView<ArrayBuffer> };

/** The most boxes on one level; real files have about a dozen. */
const maxBoxes = 1000;

/** Splits bytes into consecutive boxes. A rest that is too short for a box is padding. */
export function boxesIn({ buffer, byteOffset, byteLength }: DataView<ArrayBuffer> | Bytes, skipBytes = 0): Box[] {
  const view = new DataView(buffer, byteOffset, byteLength);
  const boxes: Box[] = [];
  let at = skipBytes;
  while (at + 8 <= byteLength) {
    const { type, headerBytes, sizeBytes } = readBoxHeader(view, at);
    const size = sizeBytes === 0 ? byteLength - at : sizeBytes;
    if (at + size > byteLength) throw new Mp4Error('damaged', `the box "${type}" is longer than its container`);
    if (boxes.length === maxBoxes) throw new Mp4Error('damaged', `more than ${maxBoxes} boxes side by side`);
    const bytes = new Uint8Array(buffer, byteOffset + at, size);
    boxes.push({ type, bytes, content: new DataView(buffer, byteOffset + at + headerBytes, size - headerBytes) });
    at += size;
  }
  return boxes;
}

export function findBox(boxes: readonly Box[], type: string): Box | undefined {
  return boxes.find((box) => box.type === type);
}

export function needBox(boxes: readonly Box[], type: string): Box {
  const box = findBox(boxes, type);
  if (box === undefined) throw new Mp4Error('damaged', `the required box "${type}" is missing`);
  return box;
}

export type BoxHeader = { readonly type: string; readonly headerBytes: number; readonly sizeBytes: number };

/** Reads the header of a box. A size of 0 means up to the end. */
export function readBoxHeader(view: DataView, at: number): BoxHeader {
  const type = typeAt(view, at + 4);
  const isLarge = view.getUint32(at) === 1;
  const headerBytes = isLarge ? 16 : 8;
  const sizeBytes = isLarge ? Number(view.getBigUint64(at + 8)) : view.getUint32(at);
  if (sizeBytes !== 0 && sizeBytes < headerBytes) throw new Mp4Error('damaged', `the box "${type}" has no room`);
  return { type, headerBytes, sizeBytes };
}

export function typeAt(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

export function boxOf(type: string, ...parts: readonly Uint8Array[]): Bytes {
  const size = parts.reduce((bytes, part) => bytes + part.length, 8);
  const box = new Uint8Array(size);
  box.set(uint32s([size]));
  box.set(letters(type), 4);
  let at = 8;
  for (const part of parts) {
    box.set(part, at);
    at += part.length;
  }
  return box;
}

/** Encodes numbers as in boxes: 32 bits, big-endian, negative ones as two's complement. */
export function uint32s(numbers: readonly number[]): Bytes {
  const view = new DataView(new ArrayBuffer(numbers.length * 4));
  for (const [index, number] of numbers.entries()) view.setUint32(index * 4, number);
  return new Uint8Array(view.buffer);
}

/** Encodes names of four ASCII letters each. */
export function letters(...names: readonly string[]): Bytes {
  return Uint8Array.from({ length: names.length * 4 }, (_, at) => (names[at >> 2] ?? '').charCodeAt(at & 3));
}
