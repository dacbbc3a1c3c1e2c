/**
 * The share of the line that a reel may take for its poster to be fetched ahead. On a busier one posters would hold up
 * the pictures that they stand in for.
 */
export const mostPosterLoad = 0.25;
