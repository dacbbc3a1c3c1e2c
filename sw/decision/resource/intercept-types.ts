import type { Resource } from './resource.ts';

/** Returns the name that the configuration (`intercept.types`) has for a kind of file. */
export function interceptTypeOf(kind: Resource['kind']): string {
  return kind === 'manifest-or-playlist' ? 'playlist' : kind;
}

/**
 * Returns the names that it has for a file of a reel; it is prefetched if one of them is listed, since the rest is left
 * to the browser. So is an MP4 file that belongs to one viewer: its list of parts would belong to nobody.
 */
export function interceptTypesOf({ kind, viewer }: Resource, isHls: boolean): readonly string[] {
  if (kind === 'poster') return [kind];
  if (!isHls) return viewer === undefined ? ['mp4'] : [];
  // In an HLS reel, a segment or the beginning of some.
  return kind === 'mp4' ? ['mp4', 'segment'] : [interceptTypeOf(kind)];
}
