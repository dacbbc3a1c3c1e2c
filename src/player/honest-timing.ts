import { mediaHeaders } from '../shared/media-headers.ts';

export type LoadTiming = { readonly startMs: number; readonly firstMs: number; readonly endMs: number };

/**
 * When a response from the worker would have come over the network. Bytes from a cache arrive faster than any network
 * and would lift hls.js's bandwidth estimate far above the truth, so start and first byte move back by the times that
 * the bytes once took. Without the worker's headers the browser's own times are the truth.
 */
export function honestTiming(timing: LoadTiming, header: (name: string) => string | null): LoadTiming {
  const firstByteMs = readMs(header(mediaHeaders.firstByteMs));
  const transferMs = readMs(header(mediaHeaders.transferMs));
  if (firstByteMs === null || transferMs === null) return timing;
  const startMs = timing.endMs - Math.max(transferMs, firstByteMs);
  return { startMs, firstMs: startMs + firstByteMs, endMs: timing.endMs };
}

function readMs(value: string | null): number | null {
  if (value === null || value.trim() === '') return null;
  const ms = Number(value);
  return Number.isFinite(ms) && ms >= 0 ? ms : null;
}
