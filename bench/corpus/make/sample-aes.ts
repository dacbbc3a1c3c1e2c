import { createCipheriv } from 'node:crypto';
import { joinUnits, preventStartCodes, splitUnits, typeOf, unitTypes } from './nal-units.ts';
import { descriptor, type ListedStream, mapPid, readMap, streamTypes, typesByPid, withStreams } from './program-map.ts';
import { type Counters, readUnits, withContent, writeUnits } from './transport-stream.ts';

/**
 * SAMPLE-AES for transport streams with H.264 and AAC, after Apple's "MPEG-2 Stream Encryption Format for HTTP Live
 * Streaming". Containers stay clear, and only some blocks of pictures and sound are encrypted.
 */
export type SampleKey = { readonly key: Uint8Array; readonly iv: Uint8Array };

const blockBytes = 16;

/** Encrypts a segment. */
export function encryptSamples(segment: Buffer, key: SampleKey, counters: Counters): Buffer {
  const units = readUnits(segment);
  const tablePid = mapPid(units);
  const types = typesByPid(units);
  const encrypted = units.map((unit) => {
    if (unit.pid === tablePid) return withStreams(unit, readMap(unit).map(asEncrypted));
    const type = types.get(unit.pid);
    if (type === streamTypes.h264) return withContent(unit, (content) => encryptPictures(content, key));
    return type === streamTypes.aac ? withContent(unit, (content) => encryptFrames(content, key)) : unit;
  });
  return writeUnits(encrypted, counters);
}

export function encryptPictures(content: Buffer, key: SampleKey): Buffer {
  return joinUnits(splitUnits(content).map((unit) => encryptUnit(unit, key)));
}

/** Leaves 32 bytes clear, then encrypts the first of every ten blocks, except one that ends the unit. */
function encryptUnit(unit: Buffer, key: SampleKey): Buffer {
  const isPicture = typeOf(unit) === unitTypes.slice || typeOf(unit) === unitTypes.keySlice;
  if (!isPicture || unit.length <= 48) return unit;
  const cipher = cipherOf(key);
  const encrypted = Buffer.from(unit);
  for (let at = 32; at + blockBytes < unit.length; at += 10 * blockBytes) {
    cipher.update(unit.subarray(at, at + blockBytes)).copy(encrypted, at);
  }
  return preventStartCodes(encrypted);
}

/** Leaves 16 bytes after each header clear, and a partial block at the end. */
export function encryptFrames(content: Buffer, key: SampleKey): Buffer {
  const encrypted = Buffer.from(content);
  for (let at = 0; at < content.length; ) {
    const { headerBytes, frameBytes } = frameAt(content, at);
    const start = at + headerBytes + blockBytes;
    const wholeBytes = Math.max(0, Math.floor((at + frameBytes - start) / blockBytes)) * blockBytes;
    cipherOf(key)
      .update(content.subarray(start, start + wholeBytes))
      .copy(encrypted, start);
    at += frameBytes;
  }
  return encrypted;
}

function frameAt(content: Buffer, at: number): { readonly headerBytes: number; readonly frameBytes: number } {
  if ((content.readUInt16BE(at) & 0xfff6) !== 0xfff0) throw new Error(`no frame of AAC at ${at}`);
  const hasChecksum = (content.readUInt8(at + 1) & 1) === 0;
  return { headerBytes: hasChecksum ? 9 : 7, frameBytes: (content.readUIntBE(at + 3, 3) >> 5) & 0x1fff };
}

/** Returns a new cipher: the chain starts again with every unit and every frame. */
function cipherOf({ key, iv }: SampleKey) {
  return createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
}

const privateData = 0x0f;
const registration = 0x05;
/** AAC-LC without priming, 44.1 kHz, one channel: the sound of this corpus. */
const soundSetup = ['zaac', Buffer.from([0, 0, 1, 2, 0x12, 0x08])];

function asEncrypted(stream: ListedStream): ListedStream {
  switch (stream.type) {
    case streamTypes.h264:
      return { ...stream, type: streamTypes.encryptedH264, descriptors: descriptor(privateData, 'zavc') };
    case streamTypes.aac: {
      const descriptors = Buffer.concat([
        descriptor(privateData, 'aacd'),
        descriptor(registration, 'apad', ...soundSetup),
      ]);
      return { ...stream, type: streamTypes.encryptedAac, descriptors };
    }
    default:
      return stream;
  }
}
