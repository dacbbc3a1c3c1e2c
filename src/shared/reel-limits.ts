/**
 * How much a feed, or a page, may say of a reel. What a feed lets pass also fits into the page's messages to the worker,
 * so that one odd entry never costs the whole view.
 */
export const maxReelIdLength = 512;
export const maxUrlLength = 4096;
/** Titles and authors. */
export const maxTitleLength = 5000;
export const maxTags = 100;
export const maxTagLength = 200;
/** The plan looks at every few seconds of a reel; what is longer, a stream perhaps, counts as this long. */
export const maxReelSeconds = 6 * 60 * 60;
export const maxOrigins = 32;
