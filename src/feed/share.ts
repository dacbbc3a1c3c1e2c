/** The address that opens the feed at this reel. */
export function addressOf(reelId: string, pageUrl: string): string {
  const url = new URL('/', pageUrl);
  url.searchParams.set('reel', reelId);
  return url.href;
}

/** Offers the reel to the device's share sheet, else copies its address. Null when the viewer changed their mind. */
export async function shareReel(title: string, url: string): Promise<'shared' | 'copied' | null> {
  const data = { title, url };
  // A missing method is not the only obstacle: some browsers have it and refuse to share addresses.
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
