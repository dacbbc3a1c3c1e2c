/** The same playlist with every address written in full, so that it means the same wherever it is read. */
export function withAbsoluteUris(text: string, url: string): string {
  const resolve = (uri: string) => (isPlain(uri) && URL.canParse(uri, url) ? new URL(uri, url).href : uri);
  return text
    .split(/\r\n|\n|\r/)
    .map((written) => {
      const line = written.trim();
      if (!line.startsWith('#')) return line === '' ? line : resolve(line);
      // `URI` ends the names of others too: X-ASSET-URI, SERVER-URI. An empty address is none.
      return line.replaceAll(/\b(URI|X-ASSET-LIST)="([^"]+)"/g, (_, name: string, uri: string) => {
        return `${name}="${resolve(uri)}"`;
      });
    })
    .join('\n');
}

/** What holds a variable is resolved when its value is known. */
function isPlain(uri: string): boolean {
  return !uri.includes('{$');
}
