import type { FeedEntry } from '../package/nextreel.ts';
import type { Reel } from '../shared/feed.ts';

type Attributes = Pick<Element, 'getAttribute'>;

/** Returns the feed entry of a reel: from its feed, or else from its attributes. */
export function entryOf(reel: Attributes, loaded: Reel | undefined): FeedEntry {
  const duration = reel.getAttribute('duration');
  return {
    id: reel.getAttribute('reel-id') ?? '',
    src: addressIn(reel, 'src') ?? '',
    poster: addressIn(reel, 'poster'),
    title: loaded?.title ?? reel.getAttribute('heading') ?? '',
    author: loaded?.author ?? reel.getAttribute('author') ?? '',
    // Attributes are strings, even for a number of seconds.
    duration: loaded?.durationSeconds ?? (Number(duration) || duration),
    tags: loaded?.tags ?? reel.getAttribute('tags')?.split(/\s*,\s*/),
    retention: loaded?.retention,
    offline: { keys: loaded?.mayKeepKeys },
  };
}

/**
 * Returns the absolute URL in an attribute; an invalid URL is returned as it is. Null if the attribute is missing or
 * empty.
 */
export function addressIn(element: Attributes, name: string): string | null {
  const address = element.getAttribute(name);
  if (address === null || address === '') return null;
  return URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI).href : address;
}
