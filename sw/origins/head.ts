import type { HeaderReader } from '../decision/http/cache-control.ts';
import { isSameTag } from '../decision/http/validators.ts';
import { keepHeaders } from '../decision/http/kept-headers.ts';
import type { ByteRange } from '../decision/resource/identity.ts';
import { mayBeEncoded, readDigest } from '../decision/resource/digest.ts';
import type { Head } from '../body.ts';
import type { Resource } from '../decision/resource/resource.ts';
import { readRetryAfterMs } from '../decision/origin/circuit-breaker.ts';
import { DownloadError } from '../decision/origin/download-error.ts';

export type SentRequest = {
  readonly resource: Resource;
  readonly url: string;
  /** The byte of the resource at which the response has to start. */
  readonly fromByte: number;
  /** Whether the request revalidates a cached copy, and that copy's ETag. */
  readonly isConditional?: boolean;
  readonly keptTag?: string | null;
  readonly firstByteMs: number;
  readonly nowMs: number;
  /** The beginning of the body of an error response. */
  readonly errorBody?: Uint8Array<ArrayBuffer>;
};

export type Answer = {
  readonly head: Head;
  /** How many bytes of the body precede the requested range: an origin may answer with the whole file. */
  readonly skipBytes: number;
};

/** At most this much is skipped to get at a part of a file from an origin that ignores ranges. */
const maxSkippedBytes = 2 * 1024 * 1024;

/** Reads the headers of a response. Throws if they show that its body is not what was requested. */
export function readAnswer(response: Response, request: SentRequest): Answer {
  const { resource, url, fromByte } = request;
  const { status, headers } = response;
  const header: HeaderReader = (name) => headers.get(name);
  const etag = header('etag');
  const contentType = header('content-type') ?? '';
  const startByte = (resource.range?.firstByte ?? 0) + fromByte;
  const isPart = status === 206;
  const isConfirmed = status === 304 && request.isConditional === true;
  const { keptTag = null } = request;
  // A 304 with another ETag confirms another version than the cached one.
  if (isConfirmed && keptTag !== null && etag !== null && !isSameTag(etag, keptTag))
    throw new DownloadError('changed', url, status);
  const isExpected =
    isConfirmed || (status === 200 ? startByte <= maxSkippedBytes : isPart && isPartialRequest(request));
  if (!isExpected) {
    const retryAfterMs = response.ok ? null : readRetryAfterMs(header('retry-after'), request.nowMs);
    const refusal = {
      headers: { ...keepHeaders(headers), 'content-type': contentType },
      body: request.errorBody ?? new Uint8Array(),
    };
    throw new DownloadError('status', url, status, { retryAfterMs, refusal });
  }
  const part = isPart ? readContentRange(header('content-range')) : null;
  if (part !== null && !continues(part, startByte, resource)) throw new DownloadError('changed', url, status);
  const bodyBytes = readLength(header, resource);
  // A part is never compressed: browsers send `Accept-Encoding: identity` with range requests.
  const mayBeCompressed = response.type === 'cors' && !isPartialRequest(request) && header('content-encoding') === null;
  const fileBytes = isPart ? (part?.fileBytes ?? null) : bodyBytes;
  const lengthOfFile = fileBytes ?? (isPart && bodyBytes !== null ? fromByte + bodyBytes : null);
  const expectedBytes = resource.range === null ? lengthOfFile : lengthOfRange(resource.range, fileBytes);
  // If CORS hides Content-Range, only the length of the body can be checked.
  const endByte = isPart && bodyBytes !== null ? fromByte + bodyBytes : null;
  if (endByte !== null && expectedBytes !== null && endByte > expectedBytes)
    throw new DownloadError('changed', url, status);
  // A range may reach beyond the end of its file.
  const lengthBytes = fileBytes === null ? (endByte ?? expectedBytes) : expectedBytes;
  const head = {
    url,
    contentType,
    lengthBytes,
    mayBeCompressed,
    fileBytes,
    etag,
    lastModified: header('last-modified'),
    headers: keepHeaders(headers),
    digest: readDigest({ resource, isPart, fromByte, header }),
    receivedAtMs: request.nowMs,
    firstByteMs: request.firstByteMs,
    isRedirected: response.redirected,
    isConfirmed,
  };
  return { head, skipBytes: isPart ? 0 : startByte };
}

export function isPartialRequest({ resource, fromByte }: Pick<SentRequest, 'resource' | 'fromByte'>): boolean {
  return resource.range !== null || fromByte > 0;
}

/** Whether the bytes of two responses must not be joined. Replicas may tag the same bytes differently. */
export function isOtherVersion(known: Head, head: Head): boolean {
  const isSameOrigin = new URL(known.url).origin === new URL(head.url).origin;
  const differ = (key: 'etag' | 'lastModified' | 'lengthBytes' | 'fileBytes') =>
    known[key] !== null && head[key] !== null && known[key] !== head[key];
  if (isSameOrigin && (differ('etag') || differ('lastModified'))) return true;
  if (known.mayBeCompressed || head.mayBeCompressed) return false;
  return differ('lengthBytes') || differ('fileBytes');
}

function continues(part: ByteRange, startByte: number, { range }: Resource): boolean {
  return part.firstByte === startByte && part.lastByte <= (range?.lastByte ?? Number.POSITIVE_INFINITY);
}

function lengthOfRange(range: ByteRange, fileBytes: number | null): number {
  return Math.min(range.lastByte + 1, fileBytes ?? Number.POSITIVE_INFINITY) - range.firstByte;
}

/** Returns the length of the decoded body, or null if it cannot be known. */
function readLength(header: HeaderReader, resource: Resource): number | null {
  const value = header('content-length') ?? '';
  return /^\d+$/.test(value) && !mayBeEncoded(resource, header) ? Number(value) : null;
}

function readContentRange(value: string | null): (ByteRange & { fileBytes: number | null }) | null {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(value ?? '');
  if (match === null) return null;
  const [, first, last, size] = match;
  return { firstByte: Number(first), lastByte: Number(last), fileBytes: size === '*' ? null : Number(size) };
}
