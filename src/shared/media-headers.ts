/** Where the worker took the response to a media request from. */
export const mediaSources = ['memory', 'store', 'joined', 'network'] as const;
export type MediaSource = (typeof mediaSources)[number];

/** Response headers on media from the worker. Public: tests, the dashboard and third-party scripts read them. */
export const mediaHeaders = {
  source: 'x-nextreel-source',
  /** Id of the origin that the bytes came from, encoded with `encodeURI`. */
  origin: 'x-nextreel-origin',
  /** Times of the bytes when they crossed the network: ms from request to first byte, and to the last. */
  firstByteMs: 'x-nextreel-first-byte-ms',
  transferMs: 'x-nextreel-transfer-ms',
  transferBytes: 'x-nextreel-transfer-bytes',
  /** For cached bytes: ms since they arrived. */
  ageMs: 'x-nextreel-age-ms',
  /** For bytes still arriving: ms already spent on them before this request. */
  spentMs: 'x-nextreel-spent-ms',
  /**
   * For bytes still arriving while speculative transfers share the link: the throughput of the whole link, in bits per
   * second.
   */
  lineBps: 'x-nextreel-line-bps',
  /** On a manifest: its first rendition is the one to start with, whose beginning is cached or soon will be. */
  ordered: 'x-nextreel-ordered',
} as const;
