/** Whether a text is a playlist that may still change: not a manifest, and neither ended nor declared VOD. */
export function isLive(text: string): boolean {
  return !text.includes('#EXT-X-STREAM-INF') && !/^[ \t]*#EXT-X-(?:ENDLIST|PLAYLIST-TYPE:[Vv][Oo][Dd])\s*$/m.test(text);
}
