import type { PageMessage } from '../shared/messages.ts';
import { readSavedList, type SavedList } from '../shared/saved.ts';

/** How long to wait for a reply: a worker stopped meanwhile never sends one. */
export const replyTimeoutMs = 5000;

/**
 * Sends a message to the worker, by default the page's, and resolves with the resulting saved list. The reply has its
 * own port, since other messages to the page may date from before the request.
 */
export async function requestSavedList(message: PageMessage, worker?: ServiceWorker | null): Promise<SavedList> {
  if (!('serviceWorker' in navigator)) throw new Error('this browser has no service worker');
  const { serviceWorker } = navigator;
  const { port1: answers, port2: port } = new MessageChannel();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<SavedList>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('the worker does not answer')), replyTimeoutMs);
      answers.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        const list = readSavedList(data);
        if (list === undefined) reject(new Error('the worker sent an unexpected answer'));
        else resolve(list);
      });
      answers.start();
      // `ready` never resolves if no worker can be registered; the timeout covers that.
      if (worker === undefined) void serviceWorker.ready.then(({ active }) => active?.postMessage(message, [port]));
      else worker?.postMessage(message, [port]);
    });
  } finally {
    clearTimeout(timer);
    answers.close();
  }
}
