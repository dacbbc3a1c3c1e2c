import * as v from 'valibot';
import { Mp4Error } from '../decision/mp4/mp4-error.ts';
import type { FileVersion } from './remote-file.ts';

export type KeptIndex = { readonly index: Uint8Array<ArrayBuffer>; readonly file: FileVersion };

const versionSchema = v.object({
  url: v.string(),
  fileBytes: v.nullable(v.number()),
  etag: v.nullable(v.string()),
  lastModified: v.nullable(v.string()),
  cacheControl: v.string(),
});

const headerBytes = 8;

/** Serialises an index after a `free` box that holds its file's version as JSON, so that the result is valid MP4. */
export function writeKeptIndex({ index, file }: KeptIndex): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(file));
  const freeBytes = headerBytes + text.length;
  const kept = new Uint8Array(freeBytes + index.length);
  new DataView(kept.buffer).setUint32(0, freeBytes);
  kept.set(new TextEncoder().encode('free'), 4);
  kept.set(text, headerBytes);
  kept.set(index, freeBytes);
  return kept;
}

export function readKeptIndex(kept: Uint8Array<ArrayBuffer>): KeptIndex {
  const freeBytes = kept.length < headerBytes ? 0 : new DataView(kept.buffer, kept.byteOffset).getUint32(0);
  const text = new TextDecoder().decode(kept.subarray(headerBytes, freeBytes));
  const file = v.safeParse(v.pipe(v.string(), v.parseJson(), versionSchema), text);
  if (!file.success) throw new Mp4Error('no-index', 'the stored index is invalid');
  return { index: kept.subarray(freeBytes), file: file.output };
}
