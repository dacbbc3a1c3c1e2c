/** Makes every address of a playlist absolute, so that it can be served from another URL. */
export function withAbsoluteUris(text: string, url: string): string {
  const resolve = (uri: string) => (isPlain(uri) && URL.canParse(uri, url) ? new URL(uri, url).href : uri);
  return text
    .split(/\r\n|\n|\r/)
    .map((written) => {
      const line = written.trim();
      if (!line.startsWith('#')) return line === '' ? line : resolve(line);
      // `URI` also matches the end of X-ASSET-URI and SERVER-URI, as intended. An empty URI stays empty.
      return line.replaceAll(/\b(URI|X-ASSET-LIST)="([^"]+)"/g, (_, name: string, uri: string) => {
        return `${name}="${resolve(uri)}"`;
      });
    })
    .join('\n');
}

/** Whether a URI has no variable. Those with one are resolved once its value is known. */
function isPlain(uri: string): boolean {
  return !uri.includes('{$');
}
