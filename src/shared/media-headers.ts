/** Which way the worker took to answer a media request. */
export const mediaSources = ['memory', 'store', 'joined', 'network'] as const;
export type MediaSource = (typeof mediaSources)[number];

/** Response headers on media that the worker answers. Public: tests, the dashboard and other people's scripts read them. */
export const mediaHeaders = {
  source: 'x-nextreel-source',
  /** Id of the origin that the bytes came from, as `encodeURI` writes it. */
  origin: 'x-nextreel-origin',
  /** True network times of the bytes when they crossed the network: ms from request to first byte, and to the last. */
  firstByteMs: 'x-nextreel-first-byte-ms',
  transferMs: 'x-nextreel-transfer-ms',
  transferBytes: 'x-nextreel-transfer-bytes',
  /** Of bytes that are kept: ms since they arrived. */
  ageMs: 'x-nextreel-age-ms',
  /** Of bytes that are still arriving: ms that had been spent on them before they were asked for. */
  spentMs: 'x-nextreel-spent-ms',
  /**
   * Of bytes that are still arriving while others, that nobody waits for, come over the line beside them: what the whole
   * line brings, in bits a second.
   */
  lineBps: 'x-nextreel-line-bps',
} as const;
