/**
 * How much of a manifest or playlist is read, so that a hostile one costs neither time nor memory. A text beyond a limit is
 * refused with a PlaylistError that names it: the player gets it as it is, and nothing that it lists is prefetched.
 */
export const textLimits = {
  characters: 4 * 1024 * 1024,
  lines: 60_000,
  /** Of a tag whose attributes are read, and of an address. */
  tagCharacters: 64 * 1024,
  segments: 15_000,
  /** Of the keys of one segment. */
  keyFormats: 100,
  /** As many renditions, and as many alternatives of sound and captions. */
  renditions: 1000,
  /** All values of variables together. */
  variableCharacters: 64 * 1024,
  /** All addresses and attributes together, with their variables replaced and resolved. */
  expandedCharacters: 8 * 1024 * 1024,
} as const;
