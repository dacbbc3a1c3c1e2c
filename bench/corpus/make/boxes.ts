/** Writes and changes MP4 boxes in ways that ffmpeg cannot. */
export type Mp4 = Buffer;

export function box(type: string, ...parts: readonly Uint8Array[]): Mp4 {
  const content = Buffer.concat(parts);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + content.length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, content]);
}

/** Writes a box whose size has 64 bits. */
export function wideBox(type: string, content: Uint8Array): Mp4 {
  const header = Buffer.alloc(16);
  header.writeUInt32BE(1);
  header.write(type, 4, 'latin1');
  header.writeBigUInt64BE(BigInt(16 + content.length), 8);
  return Buffer.concat([header, content]);
}

export type BoxRange = { readonly type: string; readonly start: number; readonly end: number };

export function topBoxes(file: Mp4): BoxRange[] {
  const boxes: BoxRange[] = [];
  for (let at = 0; at + 8 <= file.length; ) {
    const size = file.readUInt32BE(at);
    const end = size === 0 ? file.length : at + (size === 1 ? Number(file.readBigUInt64BE(at + 8)) : size);
    boxes.push({ type: file.toString('latin1', at + 4, at + 8), start: at, end });
    if (end <= at) break;
    at = end;
  }
  return boxes;
}

export function requireBox(file: Mp4, type: string): BoxRange {
  const found = topBoxes(file).find((one) => one.type === type);
  if (found === undefined) throw new Error(`no box "${type}"`);
  return found;
}

/** Adds the given number of bytes to every chunk offset in the `stco` tables. */
export function moveChunks(file: Mp4, byBytes: number): void {
  for (let at = file.indexOf('stco', 0, 'latin1'); at !== -1; at = file.indexOf('stco', at + 4, 'latin1')) {
    const count = file.readUInt32BE(at + 8);
    for (let entry = 0; entry < count; entry += 1) {
      const place = at + 12 + entry * 4;
      file.writeUInt32BE(file.readUInt32BE(place) + byBytes, place);
    }
  }
}
