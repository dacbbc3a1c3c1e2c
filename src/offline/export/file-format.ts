import * as v from 'valibot';
import { boundedList } from '../../shared/bounded-list.ts';
import { whole } from '../../shared/numbers.ts';
import { maxUrlLength } from '../../shared/reel-limits.ts';
import { maxFilesOfReel, savedReelSchema } from '../../shared/saved.ts';
import { ExportError } from './refusal.ts';

/**
 * The file format in which saved reels are moved from one browser to another:
 *
 *     8 bytes   "NEXTREEL"
 *     4 bytes   version of this format, big-endian
 *     4 bytes   length of the manifest in bytes, big-endian
 *    32 bytes   SHA-256 of the manifest
 *     …         the manifest: JSON that lists the reels and their files
 *     …         the bytes of these files, in the order of the manifest
 *
 * Writing and reading it keeps only one file of one reel in memory at a time.
 */
const magic = new TextEncoder().encode('NEXTREEL');
export const formatVersion = 1;
const digestAt = 16;
const headBytes = 48;

const maxManifestBytes = 16 * 1024 * 1024;
const maxReels = 1000;
/** The maximum of `cache.max_entry_bytes`. */
const maxFileBytes = 512 * 1024 * 1024;

const fileSchema = v.object({
  /** Its URL, followed by `#bytes=first-last` if it is a byte range. */
  key: v.pipe(v.string(), v.nonEmpty(), v.maxLength(maxUrlLength)),
  type: v.pipe(v.string(), v.maxLength(200)),
  /** Size of the whole file that a byte range was taken from. */
  fileBytes: v.nullable(whole),
  bytes: v.pipe(whole, v.maxValue(maxFileBytes)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
export type ExportedFile = v.InferOutput<typeof fileSchema>;

const reelSchema = v.object({
  reel: savedReelSchema,
  /** Changes when the reel's playlists change at its origin. */
  version: v.pipe(v.string(), v.nonEmpty(), v.maxLength(200)),
  files: v.pipe(boundedList(fileSchema, maxFilesOfReel), v.minLength(1)),
});
export type ExportedReel = v.InferOutput<typeof reelSchema>;

const manifestSchema = v.object({ reels: boundedList(reelSchema, maxReels) });

/** Returns the header and manifest of an export. Rejects if they exceed what `readHead` accepts. */
export async function writeHead(reels: readonly ExportedReel[]): Promise<Uint8Array<ArrayBuffer>> {
  const manifest = new TextEncoder().encode(JSON.stringify({ reels }));
  if (reels.length > maxReels || manifest.length > maxManifestBytes)
    throw new ExportError('many', `${reels.length} reels`);
  const head = new Uint8Array(headBytes + manifest.length);
  const words = new DataView(head.buffer);
  head.set(magic);
  words.setUint32(8, formatVersion);
  words.setUint32(12, manifest.length);
  head.set(new Uint8Array(await crypto.subtle.digest('SHA-256', manifest)), digestAt);
  head.set(manifest, headBytes);
  return head;
}

/** Reads the manifest and the offset at which the files begin. Does not read the files themselves. */
export async function readHead(file: Blob): Promise<{ readonly reels: ExportedReel[]; readonly endByte: number }> {
  const head = new Uint8Array(await file.slice(0, headBytes).arrayBuffer());
  if (magic.some((byte, at) => head[at] !== byte)) throw new ExportError('foreign');
  if (head.length < headBytes) throw new ExportError('truncated');
  const words = new DataView(head.buffer);
  const version = words.getUint32(8);
  if (version !== formatVersion)
    throw new ExportError('version', `format ${version}; this version reads format ${formatVersion}`);
  const endByte = headBytes + words.getUint32(12);
  if (endByte - headBytes > maxManifestBytes) throw new ExportError('hostile', 'its list is too long');
  if (file.size < endByte) throw new ExportError('truncated');
  const manifest = await file.slice(headBytes, endByte).arrayBuffer();
  const isWhole = hex(await crypto.subtle.digest('SHA-256', manifest)) === hex(head.slice(digestAt).buffer);
  if (!isWhole) throw new ExportError('damaged', 'its list');
  return { reels: readManifest(manifest), endByte };
}

function readManifest(manifest: ArrayBuffer): ExportedReel[] {
  const parsed = v.safeParse(manifestSchema, parseJson(manifest));
  if (parsed.success) return parsed.output.reels;
  const [issue] = parsed.issues;
  throw new ExportError('hostile', `${v.getDotPath(issue) ?? 'its list'}: ${issue.message}`.slice(0, 300));
}

function parseJson(bytes: ArrayBuffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new ExportError('hostile', 'its list cannot be read');
  }
}

export async function digestOf(bytes: ArrayBuffer): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', bytes));
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
