/**
 * Posters are prefetched only while the playing reel needs at most this share of the link. On a busier link they would
 * delay the videos that they stand in for.
 */
export const maxPosterLoad = 0.25;
