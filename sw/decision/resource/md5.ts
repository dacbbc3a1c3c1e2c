/** Left rotations of the 64 steps, by round and step. */
const rotations = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;

const constants = Uint32Array.from({ length: 64 }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32));
const blockBytes = 64;

/**
 * Computes MD5 (RFC 1321), which browsers do not implement. It is insecure against attackers, but the only checksum
 * that some origins offer against accidental damage.
 */
export function md5(bytes: Uint8Array): Uint8Array {
  const padded = pad(bytes);
  const words = new DataView(padded.buffer);
  const block = new Uint32Array(16);
  let [a, b, c, d] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let offset = 0; offset < padded.length; offset += blockBytes) {
    for (let word = 0; word < 16; word += 1) block[word] = words.getUint32(offset + word * 4, true);
    const [a0, b0, c0, d0] = [a, b, c, d];
    for (let step = 0; step < 64; step += 1) {
      const round = step >> 4;
      const mixed = (a + mix(round, b, c, d) + (constants[step] ?? 0) + (block[placeOf(round, step)] ?? 0)) | 0;
      const rotation = rotations[round]?.[step & 3] ?? 0;
      [a, d, c, b] = [d, c, b, (b + ((mixed << rotation) | (mixed >>> (32 - rotation)))) | 0];
    }
    [a, b, c, d] = [(a + a0) | 0, (b + b0) | 0, (c + c0) | 0, (d + d0) | 0];
  }
  const digest = new DataView(new ArrayBuffer(16));
  for (const [place, word] of [a, b, c, d].entries()) digest.setInt32(place * 4, word, true);
  return new Uint8Array(digest.buffer);
}

/** Appends a one bit, zeros and the length in bits, up to a whole number of blocks. */
function pad(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array((Math.floor((bytes.length + 8) / blockBytes) + 1) * blockBytes);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n, true);
  return padded;
}

function mix(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d);
  if (round === 1) return (d & b) | (~d & c);
  return round === 2 ? b ^ c ^ d : c ^ (b | ~d);
}

function placeOf(round: number, step: number): number {
  if (round === 0) return step & 15;
  if (round === 1) return (5 * step + 1) & 15;
  return (round === 2 ? 3 * step + 5 : 7 * step) & 15;
}
