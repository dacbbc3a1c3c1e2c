import type { Segment } from './ask-ahead.ts';

type ListedSegment = {
  readonly sn: number | 'initSegment';
  readonly url: string;
  readonly gap?: boolean;
  readonly byteRangeStartOffset?: number | undefined;
  readonly byteRangeEndOffset?: number | undefined;
};

/** What is to be known of hls.js. */
type Loading = {
  readonly levels: readonly {
    readonly details?: { readonly live: boolean; readonly fragments: readonly ListedSegment[] } | undefined;
  }[];
  readonly nextLoadLevel: number;
  readonly config: { readonly maxBufferLength: number };
};

type LoadedSegment = { readonly level: number; readonly sn: number | 'initSegment'; readonly end: number };

/** What hls.js will load when this segment is here; null where that is nothing, or still open. */
export function followingSegment(
  { levels, nextLoadLevel, config }: Loading,
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
