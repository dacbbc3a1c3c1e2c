import type { ByteRange } from '../resource/identity.ts';

/** A request's Range: both ends, an open end, or none that we understand. Several ranges at once are not. */
export type RequestedRange = { readonly firstByte: number; readonly lastByte: number | null };

export function readRange(header: string | null): RequestedRange | null {
  const match = /^bytes=(\d+)-(\d*)$/.exec(header ?? '');
  if (match === null) return null;
  const firstByte = Number(match[1]);
  const lastByte = match[2] === '' ? null : Number(match[2]);
  return lastByte !== null && lastByte < firstByte ? null : { firstByte, lastByte };
}

export function isClosed(range: RequestedRange): range is ByteRange {
  return range.lastByte !== null;
}

/** The part of a body of known size that is asked for, or null when it lies outside. */
export function clipRange(range: RequestedRange, sizeBytes: number): ByteRange | null {
  if (range.firstByte >= sizeBytes) return null;
  return { firstByte: range.firstByte, lastByte: Math.min(range.lastByte ?? sizeBytes - 1, sizeBytes - 1) };
}
