/** A playlist that goes on, or will be another one: not a manifest, and not said to be whole. */
export function isLive(text: string): boolean {
  return !text.includes('#EXT-X-STREAM-INF') && !/^#EXT-X-(?:ENDLIST|PLAYLIST-TYPE:VOD)\s*$/m.test(text);
}
