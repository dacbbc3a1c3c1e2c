type Bytes = Uint8Array<ArrayBuffer>;
type Change = (content: DataView) => void;

/** Returns a copy of the file in which the content of the first box of this type is changed. */
export function patched(file: Bytes, type: string, change: Change): Bytes {
  return changed(file, textOf(file).indexOf(type), change);
}

/** Returns a copy of the file in which the content of the last box of this type is changed. */
export function lastPatched(file: Bytes, type: string, change: Change): Bytes {
  return changed(file, textOf(file).lastIndexOf(type), change);
}

/** Returns a copy in which the last box of type `from` has type `to`. The first mention of `from` may be a brand. */
export function renamed(file: Bytes, from: string, to: string): Bytes {
  const copy = file.slice();
  copy.set(new TextEncoder().encode(to), textOf(file).lastIndexOf(from));
  return copy;
}

/** Returns the index of the first such byte. */
export function findByte({ buffer, byteOffset }: DataView, byte: number): number {
  return new Uint8Array(buffer, byteOffset).indexOf(byte);
}

/** Decodes the file with one character per byte. */
function textOf(file: Bytes): string {
  return new TextDecoder('latin1').decode(file);
}

function changed(file: Bytes, typeAt: number, change: Change): Bytes {
  const copy = file.slice();
  change(new DataView(copy.buffer, typeAt + 4));
  return copy;
}
