type Bytes = Uint8Array<ArrayBuffer>;
type Change = (content: DataView) => void;

/** A copy of the file in which the content of the first box of this type is changed. */
export function patched(file: Bytes, type: string, change: Change): Bytes {
  return changed(file, textOf(file).indexOf(type), change);
}

/** A copy of the file in which the content of the last box of this type is changed. */
export function lastPatched(file: Bytes, type: string, change: Change): Bytes {
  return changed(file, textOf(file).lastIndexOf(type), change);
}

/** A copy of the file in which the last box of one type has another: the first mention may be a brand. */
export function renamed(file: Bytes, from: string, to: string): Bytes {
  const copy = file.slice();
  copy.set(new TextEncoder().encode(to), textOf(file).lastIndexOf(from));
  return copy;
}

/** Where a byte stands. */
export function findByte({ buffer, byteOffset }: DataView, byte: number): number {
  return new Uint8Array(buffer, byteOffset).indexOf(byte);
}

/** One character for each byte. */
function textOf(file: Bytes): string {
  return new TextDecoder('latin1').decode(file);
}

function changed(file: Bytes, typeAt: number, change: Change): Bytes {
  const copy = file.slice();
  change(new DataView(copy.buffer, typeAt + 4));
  return copy;
}
