/** As most addresses in playlists are: what the folder of the playlist has, with no URL to be read for it. */
export function isPlainPath(uri: string): boolean {
  return /^(?:[\w-]+[./])*[\w-]+$/.test(uri);
}
