import type { PageMessage } from '../shared/messages.ts';
import { readSavedList, type SavedList } from '../shared/saved.ts';

export const patienceMs = 5000;

/** What the worker has saved, as a page of a feed. */
export async function readSavedFeed(): Promise<unknown> {
  const { reels, origins } = await askForList();
  return {
    origins,
    reels: reels
      .filter(({ state }) => state === 'saved')
      .map(({ reel: { url, format: _format, ...reel } }) => ({ ...reel, src: url })),
    next: null,
  };
}

async function askForList(): Promise<SavedList> {
  if (!('serviceWorker' in navigator)) throw new Error('this browser has no service worker');
  const { serviceWorker } = navigator;
  const signal = AbortSignal.timeout(patienceMs);
  const message: PageMessage = { type: 'list-saved' };
  return new Promise<SavedList>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the worker does not answer')));
    const listen = ({ data }: MessageEvent<unknown>) => {
      const list = readSavedList(data);
      if (list !== undefined) resolve(list);
    };
    serviceWorker.addEventListener('message', listen, { signal });
    // Where no worker can be registered there is never one that is ready.
    void serviceWorker.ready.then(({ active }) => active?.postMessage(message, []));
  });
}
