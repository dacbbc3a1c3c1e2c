import type { Segment } from './request-ahead.ts';

type ListedSegment = {
  readonly sn: number | 'initSegment';
  readonly url: string;
  readonly gap?: boolean;
  readonly byteRangeStartOffset?: number | undefined;
  readonly byteRangeEndOffset?: number | undefined;
};

/** The part of hls.js that is read here. */
type HlsLoading = {
  readonly levels: readonly {
    readonly details?: { readonly live: boolean; readonly fragments: readonly ListedSegment[] } | undefined;
  }[];
  readonly nextLoadLevel: number;
  readonly config: { readonly maxBufferLength: number };
};

type LoadedSegment = { readonly level: number; readonly sn: number | 'initSegment'; readonly end: number };

/** Returns the segment that hls.js will load after this one; null if there is none or hls.js has yet to decide. */
export function followingSegment(
  { levels, nextLoadLevel, config }: HlsLoading,
  { level, sn, end }: LoadedSegment,
  positionSeconds: number,
): Segment | null {
  const details = levels[level]?.details;
  if (details === undefined || details.live || nextLoadLevel !== level) return null;
  const next = details.fragments.find((other) => other.sn === Number(sn) + 1);
  const isFull = end - positionSeconds >= config.maxBufferLength;
  if (next === undefined || next.gap === true || isFull || !/^https?:/.test(next.url)) return null;
  return segmentOf(next);
}

export function segmentOf({ url, byteRangeStartOffset: from, byteRangeEndOffset: to }: ListedSegment): Segment {
  return { url, range: from === undefined || to === undefined ? null : `bytes=${from}-${to - 1}` };
}
