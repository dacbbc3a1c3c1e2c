import type { View } from '../../../src/shared/messages.ts';
import { withoutQuery } from '../playlist/addresses-in.ts';

type Feed = Pick<View, 'reels' | 'origins'>;

/**
 * Returns the path of a media file below its origin, and the reel in view that it belongs to: the only one whose
 * manifest lies in a folder above it, or that is the file itself. The reel is null if none or several match.
 */
export function locate(url: string, feed: Feed | undefined): { path: string; reelId: string | null } {
  const path = pathBelow(url, feed);
  const owners = feed?.reels.filter((reel) => {
    const start = pathBelow(reel.url, feed);
    const folder = reel.format !== 'hls' ? `${start}/` : start.slice(0, start.lastIndexOf('/') + 1);
    return path === start || (folder !== '' && path.startsWith(folder));
  });
  return { path, reelId: (owners?.length === 1 ? owners[0]?.id : undefined) ?? null };
}

/** Whether a video element reads this URL as a plain file. True as long as the feed is unknown. */
export function isReadAsFile(url: string, feed: Feed | undefined): boolean {
  const address = withoutQuery(url);
  return feed?.reels.some((reel) => reel.format === 'file' && withoutQuery(reel.url) === address) ?? true;
}

function pathBelow(url: string, feed: Feed | undefined): string {
  const origin = feed?.origins.find((one) => url.startsWith(one.url));
  const { pathname } = new URL(url);
  return origin === undefined ? pathname.slice(1) : pathname.slice(new URL(origin.url).pathname.length);
}
