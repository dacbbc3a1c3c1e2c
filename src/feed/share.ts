/** Returns the URL that opens the feed at this reel. */
export function reelPageUrl(reelId: string, pageUrl: string): string {
  const url = new URL('/', pageUrl);
  url.searchParams.set('reel', reelId);
  return url.href;
}

/** Opens the device's share sheet, or else copies the URL. Returns null if the viewer cancelled. */
export async function shareReel(title: string, url: string): Promise<'shared' | 'copied' | null> {
  const data = { title, url };
  // Some browsers have `share` but refuse to share URLs.
  if ('canShare' in navigator && navigator.canShare(data)) {
    try {
      await navigator.share(data);
      return 'shared';
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'AbortError') return null;
    }
  }
  await navigator.clipboard.writeText(url);
  return 'copied';
}
