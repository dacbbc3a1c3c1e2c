import type { ByteRange } from '../decision/resource/identity.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { DownloadError } from '../decision/download-error.ts';

/** What the headers of a good answer say about the bytes that follow. */
export type Head = {
  readonly url: string;
  readonly contentType: string;
  /** Length of the resource; null where it is unknown or tells the compressed size. */
  readonly lengthBytes: number | null;
  /** Size of the whole file, also when the resource is a range of it. */
  readonly fileBytes: number | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly cacheControl: string;
  /** From the request to these headers. */
  readonly firstByteMs: number;
};

/** Refuses every answer whose body is not what was asked for, so that nothing else ever reaches player or store. */
export function readHead(response: Response, asked: AskedFor): Head {
  const { resource, url, fromByte } = asked;
  if (response.redirected && !isReplica(response.url, asked.allowedUrls)) {
    throw new DownloadError('foreign-redirect', url, response.status);
  }
  const expectsPart = resource.range !== null || fromByte > 0;
  if (response.status !== (expectsPart ? 206 : 200)) {
    // A server may answer a range with the whole file; taking the middle out of it would cost the whole file's bytes.
    throw new DownloadError(response.ok && fromByte > 0 ? 'changed' : 'status', url, response.status);
  }
  const contentType = response.headers.get('content-type') ?? '';
  if (isForeignType(resource, contentType)) throw new DownloadError('wrong-type', url, response.status);
  const contentRange = readContentRange(response.headers.get('content-range'));
  const start = (resource.range?.firstByte ?? 0) + fromByte;
  if (contentRange !== null && contentRange.firstByte !== start) throw new DownloadError('changed', url, 206);
  return {
    url,
    contentType,
    lengthBytes: lengthOf(resource, response, fromByte),
    fileBytes: contentRange?.fileBytes ?? (expectsPart ? null : lengthOf(resource, response, 0)),
    etag: response.headers.get('etag'),
    lastModified: response.headers.get('last-modified'),
    cacheControl: response.headers.get('cache-control') ?? '',
    firstByteMs: asked.firstByteMs,
  };
}

export type AskedFor = {
  readonly resource: Resource;
  readonly url: string;
  readonly allowedUrls: readonly string[];
  readonly fromByte: number;
  readonly firstByteMs: number;
};

function isReplica(url: string, allowedUrls: readonly string[]): boolean {
  const { origin } = new URL(url);
  return allowedUrls.some((allowed) => new URL(allowed).origin === origin);
}

/** A captive portal or an error page answers with HTML where media was asked for. */
function isForeignType(resource: Resource, contentType: string): boolean {
  return resource.kind !== 'other' && /^\s*(text\/html|application\/(json|problem\+json|xhtml))/i.test(contentType);
}

function lengthOf(resource: Resource, response: Response, fromByte: number): number | null {
  if (resource.range !== null) return resource.range.lastByte - resource.range.firstByte + 1;
  // Text is often sent compressed, and other origins do not show Content-Encoding: its length says nothing.
  const isText = resource.kind === 'manifest-or-playlist' || resource.kind === 'captions';
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  return isText || !Number.isInteger(length) ? null : length + fromByte;
}

export function readContentRange(value: string | null): (ByteRange & { fileBytes: number | null }) | null {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(value ?? '');
  if (match === null) return null;
  const [, first, last, size] = match;
  return { firstByte: Number(first), lastByte: Number(last), fileBytes: size === '*' ? null : Number(size) };
}
