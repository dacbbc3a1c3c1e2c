/** Whether a URI is a plain relative path, as most are: it can be appended to the folder without parsing a URL. */
export function isPlainPath(uri: string): boolean {
  return /^(?:[\w-]+[./])*[\w-]+$/.test(uri);
}
