import type { Feed } from '../package/nextreel.ts';

/** What a feed may have in it, at any depth. Items of a page hold other things as well, which may lead in a circle. */
const fields =
  'reels origins next offset total id url src poster duration durationSeconds title author tags retention offline keys'.split(
    ' ',
  );

/** The same for a list that is made anew, as long as it says the same. */
export function textOfFeed(feed: Feed): string {
  try {
    return JSON.stringify(feed, fields);
  } catch {
    // What is wrong with it is for `setFeed()` to say.
    return '';
  }
}
