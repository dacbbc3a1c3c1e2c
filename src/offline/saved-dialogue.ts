import type { PageMessage } from '../shared/messages.ts';
import { readSavedList, type SavedList } from '../shared/saved.ts';

/** A worker that was stopped in between never answers. */
export const patienceMs = 5000;

/** Says it to the worker, that of the page unless said otherwise, and resolves with what it says is saved then. */
export async function askSaved(message: PageMessage, worker?: ServiceWorker | null): Promise<SavedList> {
  if (!('serviceWorker' in navigator)) throw new Error('this browser has no service worker');
  const { serviceWorker } = navigator;
  const signal = AbortSignal.timeout(patienceMs);
  return new Promise<SavedList>((resolve, reject) => {
    const ending = new AbortController();
    signal.addEventListener('abort', () => {
      ending.abort();
      reject(new Error('the worker does not answer'));
    });
    const listen = ({ data }: MessageEvent<unknown>) => {
      const list = readSavedList(data);
      if (list === undefined) return;
      ending.abort();
      resolve(list);
    };
    serviceWorker.addEventListener('message', listen, { signal: ending.signal });
    // Where no worker can be registered there is never one that is ready.
    if (worker === undefined) void serviceWorker.ready.then(({ active }) => active?.postMessage(message, []));
    else worker?.postMessage(message, []);
  });
}
