export type PageSettings = {
  readonly feedUrl: string;
  /** The page's own limit, which caps the configured buffer. */
  readonly maxBufferSeconds: number;
  /** The reel that `?reel=` names. */
  readonly startReelId: string | null;
  /** Whether `?saved` asks for the feed of reels saved for offline. */
  readonly isSavedFeed: boolean;
};

export class PageSettingError extends Error {
  override readonly name = 'PageSettingError';
  constructor(
    readonly key: string,
    readonly value: string,
    readonly allowed: string,
  ) {
    super(`${key} on <html> is "${value}"; allowed is ${allowed}.`);
  }
}

/**
 * Reads the settings from the attributes of `<html>` (`data-feed`, `data-hls-max-buffer-length`) and from the page's
 * query. `?reels=` is passed on to the feed.
 */
export function readPageSettings(data: Readonly<Record<string, string | undefined>>, pageUrl: string): PageSettings {
  const feedUrl = new URL(data['feed'] ?? 'feed.json', pageUrl);
  const { searchParams } = new URL(pageUrl);
  const reels = searchParams.get('reels');
  if (reels !== null) feedUrl.searchParams.set('reels', reels);
  return {
    feedUrl: feedUrl.href,
    maxBufferSeconds: readSeconds(data['hlsMaxBufferLength'] ?? '600'),
    startReelId: searchParams.get('reel'),
    isSavedFeed: searchParams.has('saved'),
  };
}

function readSeconds(value: string): number {
  const seconds = Number(value);
  if (value.trim() !== '' && seconds >= 1 && seconds <= 600) return seconds;
  throw new PageSettingError('data-hls-max-buffer-length', value, 'a number of seconds from 1 to 600');
}
