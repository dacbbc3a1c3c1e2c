import { createDecipheriv } from 'node:crypto';
import { expect, test } from 'vitest';
import { seededRandom } from '../../../sw/decision/playlist/corpus/mutation.ts';
import { joinUnits, preventStartCodes, splitUnits } from './nal-units.ts';
import { encryptFrames, encryptPictures } from './sample-aes.ts';

const random = seededRandom(7);
/** Half of the bytes are zeros, so that start codes occur by chance. */
const bytes = (length: number) => Array.from({ length }, () => (random() < 0.5 ? 0 : Math.floor(random() * 256)));
const key = { key: Buffer.from(bytes(16)), iv: Buffer.from(bytes(16)) };

/** Decrypts all encrypted blocks as one CBC chain, as hls.js does. */
function decryptBlocks(encrypted: Buffer, places: readonly number[]): Buffer {
  const decipher = createDecipheriv('aes-128-cbc', key.key, key.iv).setAutoPadding(false);
  const clear = decipher.update(Buffer.concat(places.map((at) => encrypted.subarray(at, at + 16))));
  const whole = Buffer.from(encrypted);
  for (const [block, at] of places.entries()) clear.copy(whole, at, block * 16, block * 16 + 16);
  return whole;
}

function withoutPrevention(unit: Buffer): Buffer {
  return Buffer.from(unit.toString('latin1').replaceAll('\0\0\x03', '\0\0'), 'latin1');
}

function unitOf(type: number, length: number): Buffer {
  return preventStartCodes(Buffer.from([type, ...bytes(length - 2), 0x80]));
}

test('a player decrypts the encrypted pictures', () => {
  for (let length = 49; length < 900; length += 7) {
    const clear = unitOf(length % 2 === 0 ? 0x65 : 0x41, length);
    const stream = encryptPictures(joinUnits([clear]), key);
    const [unit = Buffer.alloc(0), ...others] = splitUnits(stream);
    expect(others).toEqual([]);
    const encrypted = withoutPrevention(unit);
    const places = Array.from({ length: 6 }, (_, block) => 32 + block * 160).filter((at) => at < clear.length - 16);
    expect(encrypted.length).toBe(clear.length);
    expect(encrypted.subarray(32, 48).equals(clear.subarray(32, 48))).toBe(false);
    expect(decryptBlocks(encrypted, places).equals(clear)).toBe(true);
  }
});

test('short pictures and units that are not pictures stay clear', () => {
  const units = [unitOf(0x65, 30), unitOf(0x67, 100), unitOf(0x06, 100)];
  expect(splitUnits(encryptPictures(joinUnits(units), key))).toEqual(units);
});

test('a player decrypts the encrypted audio frames', () => {
  const frames = [0, 5, 16, 31, 32, 47, 48, 300].map((length) => frameOf(bytes(length)));
  const encrypted = encryptFrames(Buffer.concat(frames), key);
  let at = 0;
  for (const frame of frames) {
    const blocks = Math.max(0, Math.floor((frame.length - 7 - 16) / 16));
    const places = Array.from({ length: blocks }, (_, block) => 7 + 16 + block * 16);
    const own = encrypted.subarray(at, at + frame.length);
    expect(decryptBlocks(own, places)).toEqual(frame);
    if (blocks > 0) expect(own).not.toEqual(frame);
    at += frame.length;
  }
  expect(at).toBe(encrypted.length);
});

/** Returns an AAC-LC frame in ADTS without a checksum. */
function frameOf(content: readonly number[]): Buffer {
  const length = 7 + content.length;
  return Buffer.from([
    0xff,
    0xf1,
    0x50,
    0x40 | (length >> 11),
    (length >> 3) & 0xff,
    ((length & 7) << 5) | 0x1f,
    0xfc,
    ...content,
  ]);
}
