import type { FeedEntry } from '../package/nextreel.ts';
import type { Reel } from '../shared/feed.ts';

type Attributes = Pick<Element, 'getAttribute'>;

/** What the worker is told of a reel: what its feed says of it, else what its attributes do. */
export function entryOf(reel: Attributes, told: Reel | undefined): FeedEntry {
  const duration = reel.getAttribute('duration');
  return {
    id: reel.getAttribute('reel-id') ?? '',
    src: addressIn(reel, 'src') ?? '',
    poster: addressIn(reel, 'poster'),
    title: told?.title ?? reel.getAttribute('heading') ?? '',
    author: told?.author ?? reel.getAttribute('author') ?? '',
    // An attribute is a text, also where it is a number of seconds.
    duration: told?.durationSeconds ?? (Number(duration) || duration),
    tags: told?.tags ?? reel.getAttribute('tags')?.split(/\s*,\s*/),
    retention: told?.retention,
    offline: { keys: told?.mayKeepKeys },
  };
}

/** Where the feed goes on. One that leads back would be asked for without end. */
export function wayOn(next: string | null, loadedUrls: ReadonlySet<string>): string | null {
  return next === null || loadedUrls.has(next) ? null : next;
}

/** The address that an attribute names, in full; what is none stays as it is. Null where there is no such attribute. */
export function addressIn(element: Attributes, name: string): string | null {
  const address = element.getAttribute(name);
  if (address === null || address === '') return null;
  return URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI).href : address;
}
