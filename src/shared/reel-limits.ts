/**
 * Limits on what a feed or a page may say about a reel. Everything that a feed accepts also fits into the page's
 * messages to the worker, so one odd entry never costs the whole view.
 */
export const maxReelIdLength = 512;
export const maxUrlLength = 4096;
/** Titles and authors. */
export const maxTitleLength = 5000;
export const maxTags = 100;
export const maxTagLength = 200;
/** The plan considers every few seconds of a reel, so anything longer, such as a stream, counts as this long. */
export const maxReelSeconds = 6 * 60 * 60;
export const maxOrigins = 32;
