const shownFolders = 2;

/** The end of a path, which tells files of one reel apart. */
export function shortPath(path: string): string {
  const [plain = ''] = path.split('?');
  const parts = plain.split('/').filter((part) => part !== '');
  return parts.slice(-shownFolders - 1).join('/');
}
