import type { ByteRange } from '../resource/identity.ts';

/** A request's Range. A negative first byte counts from the end of the file; a null last byte means up to the end. */
export type RequestedRange = { readonly firstByte: number; readonly lastByte: number | null };

/** Parses a Range header. Null if it is missing, invalid or lists several ranges: the whole file is sent then. */
export function readRange(header: string | null): RequestedRange | null {
  const match = /^bytes=(\d+|(?=-[1-9]))-(\d*)$/.exec(header ?? '');
  if (match === null) return null;
  if (match[1] === '') return { firstByte: -Number(match[2]), lastByte: null };
  const firstByte = Number(match[1]);
  const lastByte = match[2] === '' ? null : Number(match[2]);
  return lastByte !== null && lastByte < firstByte ? null : { firstByte, lastByte };
}

export function isClosed(range: RequestedRange): range is ByteRange {
  return range.lastByte !== null;
}

/** Returns the requested part of a body of known size, or null if the range starts beyond its end. */
export function clipRange(range: RequestedRange, sizeBytes: number): ByteRange | null {
  const firstByte = range.firstByte < 0 ? Math.max(0, sizeBytes + range.firstByte) : range.firstByte;
  if (firstByte >= sizeBytes) return null;
  return { firstByte, lastByte: Math.min(range.lastByte ?? sizeBytes - 1, sizeBytes - 1) };
}
