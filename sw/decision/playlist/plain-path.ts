/** Names of media are shorter; searching a text for a longer one can take time proportional to their product. */
const maxLength = 200;

/** Whether a URI is a plain relative path, as most are: it can be appended to the folder without parsing a URL. */
export function isPlainPath(uri: string): boolean {
  return uri.length <= maxLength && /^(?:[\w-]+[./])*[\w-]+$/.test(uri);
}
