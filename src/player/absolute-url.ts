/** Resolves a URL against the page's address. Returns an invalid URL unchanged. */
export function absoluteUrl(url: string): string {
  return URL.canParse(url, location.href) ? new URL(url, location.href).href : url;
}
