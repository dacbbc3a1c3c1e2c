const text = 1;
const continuation = 0;
const maxBytes = 512 * 1024 * 1024;

/** A message: its raw frames and its text. The text is null for other kinds of message, such as ping or close. */
export type Message = { readonly raw: Buffer; readonly text: string | null };

/** Splits the bytes of one direction of a WebSocket into messages. */
export class FrameReader {
  #received = Buffer.alloc(0);
  #frames: Buffer[] = [];
  #payloads: Buffer[] = [];

  /** Takes more bytes and returns the messages that they complete. */
  read(bytes: Buffer): Message[] {
    this.#received = Buffer.concat([this.#received, bytes]);
    const messages: Message[] = [];
    for (let frame = readFrame(this.#received); frame !== null; frame = readFrame(this.#received)) {
      const raw = this.#received.subarray(0, frame.endByte);
      this.#received = this.#received.subarray(frame.endByte);
      if (frame.opcode !== text && frame.opcode !== continuation) messages.push({ raw, text: null });
      else {
        this.#frames.push(raw);
        this.#payloads.push(frame.payload);
        if (frame.isLast) {
          const whole = Buffer.concat(this.#payloads.splice(0)).toString('utf8');
          messages.push({ raw: Buffer.concat(this.#frames.splice(0)), text: whole });
        }
      }
    }
    return messages;
  }
}

type Frame = { readonly opcode: number; readonly isLast: boolean; readonly payload: Buffer; readonly endByte: number };

/** Returns the first frame in these bytes, or null if it is still incomplete. */
function readFrame(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null;
  const [first = 0, second = 0] = bytes;
  const short = second & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const maskBytes = (second & 0x80) === 0 ? 0 : 4;
  const start = 2 + lengthBytes + maskBytes;
  if (bytes.length < start) return null;
  const length = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short;
  if (length > maxBytes) throw new Error(`A frame of ${length} bytes is longer than the allowed ${maxBytes}.`);
  const endByte = start + length;
  if (bytes.length < endByte) return null;
  const payload = Buffer.from(bytes.subarray(start, endByte));
  if (maskBytes > 0) {
    const mask = bytes.subarray(start - 4, start);
    for (let index = 0; index < length; index++) payload[index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0);
  }
  return { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, payload, endByte };
}

/** Encodes a text as a server sends it: one unmasked frame. */
export function serverFrame(message: string): Buffer {
  const payload = Buffer.from(message);
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x80 | text, length]), payload]);
  const header = Buffer.alloc(length < 65_536 ? 4 : 10);
  header[0] = 0x80 | text;
  if (length < 65_536) {
    header[1] = 126;
    header.writeUInt16BE(length, 2);
  } else {
    header[1] = 127;
    header.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([header, payload]);
}
