/**
 * A page asks for the worker's script with this in its query. A worker of Nextreel answers for itself, with these headers;
 * where there is none, the web server answers with the script. So a worker of somebody else is never spoken to.
 */
export const introductionQuery = 'nextreel';
/** Origins that the page wants media from, in the same query. */
export const originQuery = 'origin';

export const introductionHeaders = {
  version: 'x-nextreel-version',
  /** Present when another worker has imported this one. */
  embedded: 'x-nextreel-embedded',
  /** Those of the origins that the worker's Content Security Policy keeps it from. */
  forbidden: 'x-nextreel-forbidden',
} as const;
