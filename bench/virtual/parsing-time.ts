/** Time that players have spent on parsing manifests and playlists, as they do without a worker too. */
export const parsingTime = { ms: 0 };

export function timeParsing<T>(parse: () => T): T {
  const startMs = performance.now();
  const parsed = parse();
  parsingTime.ms += performance.now() - startMs;
  return parsed;
}
