import { askSaved } from './saved-dialogue.ts';

/** What the worker has saved, as a page of a feed. */
export async function readSavedFeed(): Promise<unknown> {
  const { reels, origins } = await askSaved({ type: 'list-saved' });
  return {
    origins,
    reels: reels
      .filter(({ state }) => state === 'saved')
      .map(({ reel: { url, format: _format, ...reel } }) => ({ ...reel, src: url })),
    next: null,
  };
}
