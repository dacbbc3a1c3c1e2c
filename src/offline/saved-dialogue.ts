import type { PageMessage } from '../shared/messages.ts';
import { readSavedList, type SavedList } from '../shared/saved.ts';

/** A worker that was stopped in between never answers. */
export const patienceMs = 5000;

/**
 * Says it to the worker, that of the page unless said otherwise, and resolves with what it says is saved then. The answer
 * has a way of its own: what the worker tells the page meanwhile may be of the time before.
 */
export async function askSaved(message: PageMessage, worker?: ServiceWorker | null): Promise<SavedList> {
  if (!('serviceWorker' in navigator)) throw new Error('this browser has no service worker');
  const { serviceWorker } = navigator;
  const { port1: answers, port2: port } = new MessageChannel();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<SavedList>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('the worker does not answer')), patienceMs);
      answers.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const list = readSavedList(data);
        if (list === undefined) reject(new Error('the worker answers something else'));
        else resolve(list);
      });
      answers.start();
      // Where no worker can be registered there is never one that is ready.
      if (worker === undefined) void serviceWorker.ready.then(({ active }) => active?.postMessage(message, [port]));
      else worker?.postMessage(message, [port]);
    });
  } finally {
    clearTimeout(timer);
    answers.close();
  }
}
