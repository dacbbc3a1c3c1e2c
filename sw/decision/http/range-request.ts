import type { ByteRange } from '../resource/identity.ts';

/** A request's Range. A first byte below 0 counts from the end of the file; without a last one it goes up to the end. */
export type RequestedRange = { readonly firstByte: number; readonly lastByte: number | null };

/** Null where all of the file may be sent: without a range, with several, and with one that nobody understands. */
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

/** The part of a body of known size that is asked for, or null when it lies outside. */
export function clipRange(range: RequestedRange, sizeBytes: number): ByteRange | null {
  const firstByte = range.firstByte < 0 ? Math.max(0, sizeBytes + range.firstByte) : range.firstByte;
  if (firstByte >= sizeBytes) return null;
  return { firstByte, lastByte: Math.min(range.lastByte ?? sizeBytes - 1, sizeBytes - 1) };
}
