/**
 * Limits for manifests and playlists, so that a hostile one costs little time and memory. A text beyond a limit is
 * refused with a PlaylistError that names the limit: the player gets it unchanged, and nothing in it is prefetched.
 */
export const textLimits = {
  characters: 4 * 1024 * 1024,
  lines: 60_000,
  /** The length of a tag whose attributes are read, or of an address. */
  tagCharacters: 64 * 1024,
  segments: 15_000,
  /** Key formats of one segment. */
  keyFormats: 100,
  /** Applies to the renditions, and separately to the sound and caption alternatives together. */
  renditions: 1000,
  /** All names and values of variables together. */
  variableCharacters: 64 * 1024,
  /** All addresses and attribute values together, after substitution and resolution. */
  expandedCharacters: 8 * 1024 * 1024,
} as const;
