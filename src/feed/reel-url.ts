import * as v from 'valibot';
import type { Reel } from '../shared/feed.ts';
import { whole } from '../shared/numbers.ts';
import type { FeedEntrance } from './feed-source.ts';

const siteName = 'Nextreel';
const stateSchema = v.object({
  entrance: v.object({
    url: v.pipe(v.string(), v.url()),
    offset: whole,
  }),
});

/** Reads where the feed was entered from the history entry that the page has returned to. */
export function readEntrance(historyState: unknown): FeedEntrance | null {
  const parsed = v.safeParse(stateSchema, historyState);
  return parsed.success ? parsed.output.entrance : null;
}

/**
 * Puts the reel into the URL and the title, so that a reload, a bookmark and the back button lead to it. The feed's
 * first reel needs no parameter.
 */
export function showReelInUrl(
  { id, title }: Pick<Reel, 'id' | 'title'>,
  isFirst: boolean,
  entrance: FeedEntrance,
): void {
  document.title = title === '' ? siteName : `${title} · ${siteName}`;
  const url = new URL(location.href);
  if (isFirst) url.searchParams.delete('reel');
  else url.searchParams.set('reel', id);
  // As people write it: "?saved", not "?saved=".
  url.search = url.search.replaceAll(/=(?=&|$)/g, '');
  try {
    history.replaceState({ ...history.state, entrance }, '', url);
  } catch {
    // Browsers limit how often the history may change; the next swipe updates it.
  }
}
