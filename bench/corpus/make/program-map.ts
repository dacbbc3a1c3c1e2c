import type { Unit } from './transport-stream.ts';

/** An elementary stream as listed in the program map table. */
export type ListedStream = { readonly type: number; readonly pid: number; readonly descriptors: Buffer };

export const streamTypes = { h264: 0x1b, aac: 0x0f, encryptedH264: 0xdb, encryptedAac: 0xcf } as const;

/** Returns the PID of the program map table, from the association table at the start of a single-program stream. */
export function mapPid(units: readonly Unit[]): number {
  const table = units.find(({ pid }) => pid === 0);
  if (table === undefined) throw new Error('no association table');
  return table.payload.readUInt16BE(11) & 0x1fff;
}

export function readMap({ payload }: Unit): ListedStream[] {
  const { end, listAt } = placesOf(payload);
  const streams: ListedStream[] = [];
  for (let at = listAt; at < end; ) {
    const descriptorsEnd = at + 5 + (payload.readUInt16BE(at + 3) & 0xfff);
    streams.push({
      type: payload.readUInt8(at),
      pid: payload.readUInt16BE(at + 1) & 0x1fff,
      descriptors: payload.subarray(at + 5, descriptorsEnd),
    });
    at = descriptorsEnd;
  }
  return streams;
}

/** Returns the stream type of each elementary stream by PID. */
export function typesByPid(units: readonly Unit[]): ReadonlyMap<number, number> {
  const tablePid = mapPid(units);
  const streams = units.filter(({ pid }) => pid === tablePid).flatMap(readMap);
  return new Map(streams.map(({ pid, type }) => [pid, type]));
}

/** Returns the same table with other streams in it. */
export function withStreams(unit: Unit, streams: readonly ListedStream[]): Unit {
  const { payload } = unit;
  const entries = streams.map(({ type, pid, descriptors }) => {
    const entry = Buffer.alloc(5);
    entry.writeUInt8(type);
    entry.writeUInt16BE(0xe000 | pid, 1);
    entry.writeUInt16BE(0xf000 | descriptors.length, 3);
    return Buffer.concat([entry, descriptors]);
  });
  const table = Buffer.concat([payload.subarray(1, placesOf(payload).listAt), ...entries, Buffer.alloc(4)]);
  table.writeUInt16BE(0xb000 | (table.length - 3), 1);
  table.writeUInt32BE(checksum(table.subarray(0, -4)), table.length - 4);
  // The table must fit into one packet, and is padded with 0xff.
  const padded = Buffer.alloc(184, 0xff);
  padded[0] = 0;
  table.copy(padded, 1);
  return { ...unit, payload: padded };
}

/** The table starts after the pointer field, a single 0 byte. */
function placesOf(payload: Buffer): { readonly listAt: number; readonly end: number } {
  const end = 4 + (payload.readUInt16BE(2) & 0xfff) - 4;
  return { listAt: 13 + (payload.readUInt16BE(11) & 0xfff), end };
}

/** Computes CRC-32/MPEG-2, the checksum of MPEG tables. */
export function checksum(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum << 1) ^ (sum < 0 ? 0x04c11db7 : 0);
  }
  return sum >>> 0;
}

export function descriptor(tag: number, ...content: readonly (Uint8Array | string)[]): Buffer {
  const bytes = Buffer.concat(content.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([tag, bytes.length]), bytes]);
}
