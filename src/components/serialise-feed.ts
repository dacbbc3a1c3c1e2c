import type { Feed } from '../package/nextreel.ts';

/** The fields of a feed, at any depth. A site's items may have others, even circular ones. */
const fields =
  'reels origins next offset total id url src poster duration durationSeconds title author tags retention offline keys'.split(
    ' ',
  );

/** Serialises a feed; equal content gives equal text, even in a new array. */
export function serialiseFeed(feed: Feed): string {
  try {
    return JSON.stringify(feed, fields);
  } catch {
    // `setFeed()` reports what is wrong.
    return '';
  }
}
