import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';

export type StaticFile = {
  readonly type: string;
  readonly etag: string;
  readonly lastModified: string;
  readonly body: Buffer;
};

/** Reads the file at a URL path of an origin. Resolves with undefined if there is none. */
export type ReadMedia = (urlPath: string) => Promise<StaticFile | undefined>;

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.m4s': 'video/iso.segment',
  '.mp4': 'video/mp4',
  '.vtt': 'text/vtt; charset=utf-8',
  '.key': 'application/octet-stream',
};

/** Reads the file at a URL path. Resolves with undefined if there is none below the root. */
export async function readStaticFile(root: string, urlPath: string): Promise<StaticFile | undefined> {
  const path = resolveBelow(root, urlPath);
  if (path === undefined) return undefined;
  try {
    const info = await stat(path);
    if (!info.isFile()) return undefined;
    return {
      type: types[extname(path)] ?? 'application/octet-stream',
      etag: `"${info.size.toString(36)}-${Math.trunc(info.mtimeMs).toString(36)}"`,
      lastModified: info.mtime.toUTCString(),
      body: await readFile(path),
    };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function resolveBelow(root: string, urlPath: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0')) return undefined;
  const base = normalize(root + sep);
  const path = join(base, decoded);
  return path.startsWith(base) ? path : undefined;
}

function isMissing(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(String(error.code))
  );
}

/** Whether an `If-None-Match` header names this ETag. */
export function namesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
