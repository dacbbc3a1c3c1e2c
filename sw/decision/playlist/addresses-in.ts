const maxAddresses = 20_000;

/** Every address that a manifest or playlist leads to, without queries. What is no address is left out. */
export function addressesIn(text: string, url: string): string[] {
  const found = new Set<string>();
  const add = (uri: string) => {
    if (found.size < maxAddresses && URL.canParse(uri, url)) found.add(withoutQuery(new URL(uri, url).href));
  };
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line.startsWith('#')) for (const [, uri = ''] of line.matchAll(/\bURI="([^"]*)"/g)) add(uri);
    else if (line.trim() !== '') add(line.trim());
  }
  return [...found];
}

export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
