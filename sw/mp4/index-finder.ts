import { type BoxHeader, readBoxHeader, typeAt } from '../decision/mp4/boxes.ts';
import { Mp4Error } from '../decision/mp4/mp4-error.ts';
import { FileChangedError, type RemoteFile } from './remote-file.ts';

/** Enough for the whole index of most reels if it comes first, or for the size of the media box if it comes last. */
const windowBytes = 32 * 1024;
/** A remainder of the file up to this size is mostly the index, and is read at once. */
const shortRestBytes = 1024 * 1024;
/** The index of an hour of video with sound takes about 5 MiB. */
const maxIndexBytes = 8 * 1024 * 1024;
const maxBoxesBefore = 64;

/** Reads the index (the `moov` box) wherever it is in the file, and as little as possible of the rest. */
export async function findIndex(file: RemoteFile): Promise<Uint8Array<ArrayBuffer>> {
  let window = { start: 0, bytes: await file.read({ firstByte: 0, lastByte: windowBytes - 1 }) };
  let position = 0;
  for (let count = 0; count < maxBoxesBefore; count++) {
    const fileBytes = file.version?.fileBytes ?? null;
    if (position > Number.MAX_SAFE_INTEGER || (fileBytes !== null && position + 8 > fileBytes)) break;
    if (position + 16 > window.start + window.bytes.length) {
      const restBytes = fileBytes === null ? windowBytes : fileBytes - position;
      const lastByte = position + (restBytes <= shortRestBytes ? restBytes : windowBytes) - 1;
      window = { start: position, bytes: await file.read({ firstByte: position, lastByte }) };
    }
    const box = readFirstBox(window.bytes.subarray(position - window.start), file.url);
    if (box === null) break;
    if (box.type === 'moov') return readWhole(file, window, position, box.sizeBytes);
    if (box.type === 'moof') throw new Mp4Error('already-fragmented', `${file.url} starts with a fragment`);
    if (box.sizeBytes === 0) break;
    position += box.sizeBytes;
  }
  throw new Mp4Error('no-index', `${file.url} has no moov box`);
}

async function readWhole(
  file: RemoteFile,
  window: { readonly start: number; readonly bytes: Uint8Array<ArrayBuffer> },
  position: number,
  sizeBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  if (sizeBytes > maxIndexBytes || sizeBytes === 0) {
    throw new Mp4Error('index-too-long', `${file.url} has an index of ${sizeBytes} bytes, more than ${maxIndexBytes}`);
  }
  const start = window.bytes.subarray(position - window.start, position - window.start + sizeBytes);
  const index = new Uint8Array(sizeBytes);
  index.set(start);
  if (start.length < sizeBytes) {
    const rest = await file.read({ firstByte: position + start.length, lastByte: position + sizeBytes - 1 });
    if (start.length + rest.length !== sizeBytes) throw new FileChangedError(file.url, 'it ends in its index');
    index.set(rest, start.length);
  }
  return index;
}

/** Returns null at the end of the file. */
function readFirstBox(bytes: Uint8Array<ArrayBuffer>, url: string): BoxHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || (view.getUint32(0) === 1 && bytes.length < 16)) return null;
  if (!/^[\x20-\x7E\xA9]{4}$/.test(typeAt(view, 4))) throw new Mp4Error('not-mp4', `${url} is not made of boxes`);
  return readBoxHeader(view, 0);
}
