import { type BoxHeader, readBoxHeader, typeAt } from '../decision/mp4/boxes.ts';
import { Mp4Error } from '../decision/mp4/mp4-error.ts';
import { FileChangedError, type RemoteFile } from './remote-file.ts';

/** Holds the whole index of most reels where it stands in front, and the size of the media where it stands behind. */
const windowBytes = 32 * 1024;
/** A rest of the file this short is the index and little else: it is read at once. */
const shortRestBytes = 1024 * 1024;
/** An hour of pictures and sound takes about five. */
const maxIndexBytes = 8 * 1024 * 1024;
const maxBoxesBefore = 64;

/** Reads the index (the `moov` box), wherever in the file it stands, and as little as possible of the rest. */
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

/** Null where the file ends. */
function readFirstBox(bytes: Uint8Array<ArrayBuffer>, url: string): BoxHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8 || (view.getUint32(0) === 1 && bytes.length < 16)) return null;
  if (!/^[\x20-\x7E\xA9]{4}$/.test(typeAt(view, 4))) throw new Mp4Error('not-mp4', `${url} is not made of boxes`);
  return readBoxHeader(view, 0);
}
