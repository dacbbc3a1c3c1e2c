const shownFolders = 2;

/** Returns the end of a path, which distinguishes the files of a reel. */
export function shortPath(path: string): string {
  const [plain = ''] = path.split('?');
  const parts = plain.split('/').filter((part) => part !== '');
  return parts.slice(-shownFolders - 1).join('/');
}
