/** Reads and writes MPEG transport streams, limited to what ffmpeg produces. */
const packetBytes = 188;
const headerBytes = 4;
const roomBytes = packetBytes - headerBytes;

/** A table, or a packet of an elementary stream (PES), reassembled from its transport packets. */
export type Unit = {
  readonly pid: number;
  /** Flags and clock (PCR) of the first packet; empty if it has none. */
  readonly adaptation: Buffer;
  readonly payload: Buffer;
};

/** The number of packets written per PID, so that a segment's counters go on where the previous segment ended. */
export type Counters = Map<number, number>;

/** Returns the units in the order in which they begin. */
export function readUnits(stream: Buffer): Unit[] {
  const open = new Map<number, { adaptation: Buffer; parts: Buffer[] }>();
  const units: { pid: number; adaptation: Buffer; parts: Buffer[] }[] = [];
  for (let at = 0; at < stream.length; at += packetBytes) {
    const packet = stream.subarray(at, at + packetBytes);
    if (packet[0] !== 0x47) throw new Error(`no transport packet at ${at}`);
    const pid = packet.readUInt16BE(1) & 0x1fff;
    const { adaptation, payload } = partsOf(packet);
    if ((packet.readUInt8(1) & 0x40) !== 0) {
      const unit = { pid, adaptation, parts: [] };
      open.set(pid, unit);
      units.push(unit);
    }
    open.get(pid)?.parts.push(payload);
  }
  return units.map(({ pid, adaptation, parts }) => ({ pid, adaptation, payload: Buffer.concat(parts) }));
}

export function writeUnits(units: readonly Unit[], counters: Counters): Buffer {
  return Buffer.concat(units.flatMap((unit) => packetsOf(unit, counters)));
}

function partsOf(packet: Buffer): { readonly adaptation: Buffer; readonly payload: Buffer } {
  const control = packet.readUInt8(3);
  const fieldBytes = (control & 0x20) === 0 ? 0 : 1 + packet.readUInt8(headerBytes);
  const field = packet.subarray(headerBytes, headerBytes + fieldBytes);
  const payload = (control & 0x10) === 0 ? Buffer.alloc(0) : packet.subarray(headerBytes + fieldBytes);
  const hasClock = ((field[1] ?? 0) & 0x10) !== 0;
  // The rest of the field is stuffing.
  return { adaptation: field.subarray(1, hasClock ? 8 : 2), payload };
}

function packetsOf({ pid, adaptation, payload }: Unit, counters: Counters): Buffer[] {
  const packets: Buffer[] = [];
  for (let at = 0; at < payload.length; ) {
    const isFirst = at === 0;
    const content = isFirst ? adaptation : Buffer.alloc(0);
    const mostBytes = roomBytes - (content.length === 0 ? 0 : 1 + content.length);
    const part = payload.subarray(at, at + mostBytes);
    const field = adaptationField(content, roomBytes - part.length);
    const counter = counters.get(pid) ?? 0;
    counters.set(pid, counter + 1);
    const header = Buffer.from([0x47, 0, 0, (field.length === 0 ? 0x10 : 0x30) | (counter % 16)]);
    header.writeUInt16BE((isFirst ? 0x4000 : 0) | pid, 1);
    packets.push(header, field, part);
    at += part.length;
  }
  return packets;
}

function adaptationField(content: Buffer, bytes: number): Buffer {
  const field = Buffer.alloc(bytes, 0xff);
  if (bytes > 0) field[0] = bytes - 1;
  if (bytes > 1) field[1] = 0;
  content.copy(field, 1);
  return field;
}

/** Replaces the content of a PES packet. */
export function withContent(unit: Unit, change: (content: Buffer) => Buffer): Unit {
  const { payload } = unit;
  const contentAt = 9 + payload.readUInt8(8);
  const changed = Buffer.concat([payload.subarray(0, contentAt), change(payload.subarray(contentAt))]);
  // Length 0 means "up to the next packet", as is usual for pictures.
  if (payload.readUInt16BE(4) !== 0) changed.writeUInt16BE(changed.length - 6, 4);
  return { ...unit, payload: changed };
}
