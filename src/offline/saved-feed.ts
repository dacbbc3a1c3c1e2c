import { requestSavedList } from './saved-request.ts';

/** Returns the reels that the worker has saved as a feed page. */
export async function readSavedFeed(): Promise<unknown> {
  const { reels, origins } = await requestSavedList({ type: 'list-saved' });
  return {
    origins,
    reels: reels
      .filter(({ state }) => state === 'saved')
      .map(({ reel: { url, format: _format, ...reel } }) => ({ ...reel, src: url })),
    next: null,
  };
}
