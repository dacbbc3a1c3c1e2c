import { mediaHeaders } from '../../src/shared/media-headers.ts';
import type { Provenance } from './provenance.ts';
import { clipRange, type RequestedRange } from '../decision/http/range-request.ts';

/** Which bytes of a file a body contains. */
export type Part = { readonly firstByte: number; readonly sizeBytes: number; readonly fileBytes: number | null };

export function respondWhole(body: BodyInit, lengthBytes: number | null, from: Provenance): Response {
  return new Response(body, { status: 200, headers: headersOf(from, lengthBytes) });
}

export function respondPart(body: BodyInit, { firstByte, sizeBytes, fileBytes }: Part, from: Provenance): Response {
  const headers = headersOf(from, sizeBytes);
  headers.set('content-range', `bytes ${firstByte}-${firstByte + sizeBytes - 1}/${fileBytes ?? '*'}`);
  return new Response(body, { status: 206, headers });
}

/** Responds with the requested range of a whole file. */
export function respondFromFile(file: Blob, requestedRange: RequestedRange | null, from: Provenance): Response {
  if (requestedRange === null) return respondWhole(file, file.size, from);
  const range = clipRange(requestedRange, file.size);
  if (range === null) return new Response(null, { status: 416, headers: { 'content-range': `bytes */${file.size}` } });
  const { firstByte, lastByte } = range;
  const body = file.slice(firstByte, lastByte + 1);
  return respondPart(body, { firstByte, sizeBytes: body.size, fileBytes: file.size }, from);
}

/** Responds 304: the player already has these bytes. */
export function respondNotModified(from: Provenance): Response {
  const headers = headersOf(from, null);
  headers.delete('content-type');
  return new Response(null, { status: 304, headers });
}

/** Responds 504: the request allows only a cached response, and there is none. */
export function respondUnavailable(): Response {
  return new Response(null, { status: 504, statusText: 'not cached' });
}

function headersOf(from: Provenance, lengthBytes: number | null): Headers {
  const headers = new Headers({
    ...from.headers,
    'content-type': from.contentType,
    'accept-ranges': 'bytes',
    [mediaHeaders.source]: from.source,
    // A feed may give an origin an id with characters that headers cannot carry.
    [mediaHeaders.origin]: encodeURI(from.originId.replaceAll(/\p{Cs}/gu, '')),
    [mediaHeaders.firstByteMs]: from.firstByteMs.toFixed(1),
  });
  // Makes Shaka treat the response as cached and exclude it from its bandwidth estimate.
  if (from.source === 'memory' || from.source === 'store') headers.set('x-shaka-from-cache', 'true');
  if (lengthBytes !== null) headers.set('content-length', String(lengthBytes));
  if (from.transferMs !== null) headers.set(mediaHeaders.transferMs, from.transferMs.toFixed(1));
  if (from.ageMs !== null) headers.set(mediaHeaders.ageMs, from.ageMs.toFixed(0));
  if (from.spentMs !== null) headers.set(mediaHeaders.spentMs, from.spentMs.toFixed(1));
  if (from.sharedLinkBps !== null) headers.set(mediaHeaders.lineBps, from.sharedLinkBps.toFixed(0));
  if (from.transferBytes !== null) headers.set(mediaHeaders.transferBytes, String(from.transferBytes));
  return headers;
}
