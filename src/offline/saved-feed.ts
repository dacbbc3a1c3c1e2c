import type { PageMessage } from '../shared/messages.ts';
import { readSavedList, type SavedList } from '../shared/saved.ts';

const patienceMs = 5000;

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
  const { serviceWorker } = navigator;
  const signal = AbortSignal.timeout(patienceMs);
  const answer = new Promise<SavedList>((resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('the worker does not answer')));
    const listen = ({ data }: MessageEvent<unknown>) => {
      const list = readSavedList(data);
      if (list !== undefined) resolve(list);
    };
    serviceWorker.addEventListener('message', listen, { signal });
  });
  const { active } = await serviceWorker.ready;
  const message: PageMessage = { type: 'list-saved' };
  active?.postMessage(message, []);
  return answer;
}
