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

/** Where the page was when it was left, by the entry of the history that it has come back to. */
export function readEntrance(historyState: unknown): FeedEntrance | null {
  const parsed = v.safeParse(stateSchema, historyState);
  return parsed.success ? parsed.output.entrance : null;
}

/**
 * The address and the title follow the viewer, so that a reload, a bookmark and the way back lead to this reel. The feed's
 * first reel needs no name.
 */
export function showPlace({ id, title }: Pick<Reel, 'id' | 'title'>, isFirst: boolean, entrance: FeedEntrance): void {
  document.title = title === '' ? siteName : `${title} · ${siteName}`;
  const url = new URL(location.href);
  if (isFirst) url.searchParams.delete('reel');
  else url.searchParams.set('reel', id);
  // As people write it: "?saved", not "?saved=".
  url.search = url.search.replaceAll(/=(?=&|$)/g, '');
  try {
    history.replaceState({ ...history.state, entrance }, '', url);
  } catch {
    // Browsers refuse more than some changes a second; the next swipe says where the viewer is.
  }
}
