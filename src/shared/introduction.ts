/**
 * A page requests the worker's script with this query parameter. Nextreel's worker answers itself, with the headers
 * below; without one the web server answers with the script. So the page never sends messages to a foreign worker.
 */
export const introductionQuery = 'nextreel';
/** Origins that the page wants media from, in the same query. */
export const originQuery = 'origin';

export const introductionHeaders = {
  version: 'x-nextreel-version',
  /** Present when another worker has imported this one. */
  embedded: 'x-nextreel-embedded',
  /** Those of the origins that the worker's Content Security Policy blocks. */
  forbidden: 'x-nextreel-forbidden',
} as const;
