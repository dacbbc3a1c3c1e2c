/** What tells how many bytes the segments of one rendition have. */
export type RenditionSizes = {
  readonly bandwidthBps: number;
  readonly averageBandwidthBps: number | null;
  /** For each segment its bytes: read off its byte range, or seen when it was fetched; null where neither tells. */
  readonly knownBytes: readonly (number | null)[];
  /** For each segment what EXT-X-BITRATE says of it, in bits per second; null where it says nothing. */
  readonly bitrateBps: readonly (number | null)[];
};

/** Encoders announce the peak; on average a segment has about this share of it. */
const usualShareOfPeak = 0.75;
/** How many segments that share is worth beside those that were seen. */
const shareWeight = 1;

/**
 * How many bytes each segment of each rendition has: what is known; else what the same segment has in the renditions
 * where it is known, in proportion; else what its rendition has on average. [rendition][segment]
 */
export function estimateSegmentBytes(
  renditions: readonly RenditionSizes[],
  segmentSeconds: readonly number[],
): number[][] {
  const known = renditions.map(({ knownBytes, bitrateBps }) =>
    segmentSeconds.map((seconds, segment) => {
      const bps = bitrateBps[segment] ?? null;
      return knownBytes[segment] ?? (bps === null ? null : (bps * seconds) / 8);
    }),
  );
  const average = renditions.map((one) =>
    segmentSeconds.map((seconds) => (seconds * (one.averageBandwidthBps ?? one.bandwidthBps * usualShareOfPeak)) / 8),
  );
  const typical = renditions.map((_, rendition) => ratioTo(average[rendition] ?? [], known[rendition] ?? []));
  const anyRatio = meanOf(typical.filter((ratio) => ratio !== null)) ?? 1;
  const expected = average.map((sizes, rendition) => sizes.map((bytes) => bytes * (typical[rendition] ?? anyRatio)));
  return renditions.map((_, rendition) =>
    segmentSeconds.map((_seconds, segment) => {
      const own = known[rendition]?.[segment];
      if (own !== null && own !== undefined) return Math.round(own);
      const detail = meanOf(
        known.flatMap((sizes, other) => {
          const there = sizes[segment] ?? null;
          const usual = expected[other]?.[segment] ?? 0;
          return there === null || usual <= 0 ? [] : [there / usual];
        }),
      );
      return Math.round((expected[rendition]?.[segment] ?? 0) * (detail ?? 1));
    }),
  );
}

/** How many times as large as expected the known ones are on the whole; null where none is known. */
function ratioTo(expected: readonly number[], known: readonly (number | null)[]): number | null {
  let seen = 0;
  let usual = 0;
  let segments = 0;
  for (const [segment, bytes] of known.entries()) {
    if (bytes === null) continue;
    seen += bytes;
    usual += expected[segment] ?? 0;
    segments += 1;
  }
  if (segments === 0 || usual <= 0) return null;
  return (segments * (seen / usual) + shareWeight) / (segments + shareWeight);
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
