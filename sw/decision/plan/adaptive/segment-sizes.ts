/** All that is known about the segment sizes of one rendition. */
export type RenditionSizes = {
  readonly bandwidthBps: number;
  readonly averageBandwidthBps: number | null;
  /** The bytes of each segment, from its byte range or an earlier transfer; null if unknown. */
  readonly knownBytes: readonly (number | null)[];
  /** EXT-X-BITRATE of each segment, in bits per second; null if absent. */
  readonly bitrateBps: readonly (number | null)[];
};

/** Manifests announce the peak bandwidth; an average segment has about this share of it. */
const usualShareOfPeak = 0.75;
/** The expected size counts for as much as this many known segments. */
const shareWeight = 1;

/**
 * Estimates the bytes of each segment of each rendition: the known size; else in proportion to the same segment in the
 * renditions where it is known; else the rendition's average. [rendition][segment]
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
      const knownBytes = known[rendition]?.[segment];
      if (knownBytes !== null && knownBytes !== undefined) return Math.round(knownBytes);
      const detail = meanOf(
        known.flatMap((sizes, other) => {
          const otherBytes = sizes[segment] ?? null;
          const usual = expected[other]?.[segment] ?? 0;
          return otherBytes === null || usual <= 0 ? [] : [otherBytes / usual];
        }),
      );
      return Math.round((expected[rendition]?.[segment] ?? 0) * (detail ?? 1));
    }),
  );
}

/** How many times as large as expected the known segments are, shrunk towards 1; null if none is known. */
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
