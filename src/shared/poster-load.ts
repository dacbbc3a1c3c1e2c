/**
 * The share of the link that the playing reel may need if posters are to be prefetched. On a busier link posters would
 * delay the videos that they stand in for.
 */
export const maxPosterLoad = 0.25;
