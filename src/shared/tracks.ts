/** An audio or caption track of a reel. A track without a language has its name in that place. */
export type Track = { readonly language: string; readonly label: string };

/** Names the first track of a language by the language, others (for the deaf, with commentary) by their own names. */
export function distinguish<T extends Track>(tracks: readonly T[]): T[] {
  const seen = new Set<string>();
  return tracks.map((track) => {
    const isFirst = !seen.has(track.language);
    seen.add(track.language);
    return isFirst ? track : { ...track, language: track.label };
  });
}

/** Returns the place of the track in the wanted language, else in another region's; -1 if there is none. */
export function placeFor(tracks: readonly Track[], wanted: string | null): number {
  if (wanted === null) return -1;
  const place = tracks.findIndex(({ language }) => language === wanted);
  // "en-GB" suits a viewer who wants "en".
  return place < 0 ? tracks.findIndex(({ language }) => primaryOf(language) === primaryOf(wanted)) : place;
}

function primaryOf(language: string): string | undefined {
  return language.toLowerCase().split('-')[0];
}
