import { readWorkerEvent, type Topic, type TopicFacts } from '../shared/events.ts';
import { listenLeaseMs, type PageMessage } from '../shared/messages.ts';

/** The latest facts of each topic that the worker has told. */
export type LatestFacts = { readonly [T in Topic]?: TopicFacts[T] };

/** Listens to the worker's events until the signal aborts, and through a change of workers. */
export function listenToWorker(onFacts: (facts: LatestFacts) => void, signal: AbortSignal): void {
  if (!('serviceWorker' in navigator) || signal.aborted) return;
  const { serviceWorker } = navigator;
  let latest: LatestFacts = {};
  const listen = (isNew: boolean) => {
    const message: PageMessage = { type: 'listen', isNew };
    serviceWorker.controller?.postMessage(message, []);
  };
  const read = ({ data }: MessageEvent) => {
    const event = readWorkerEvent(data);
    if (event === undefined) return;
    latest = { ...latest, [event.topic]: event.data };
    onFacts(latest);
  };
  const beat = setInterval(() => {
    // A hidden page shows nothing; its lease ends, and the next message begins a new one.
    if (document.visibilityState === 'visible') listen(false);
  }, listenLeaseMs / 3);
  signal.addEventListener('abort', () => clearInterval(beat));
  serviceWorker.addEventListener('message', read, { signal });
  serviceWorker.addEventListener('controllerchange', () => listen(true), { signal });
  serviceWorker.startMessages();
  listen(true);
}
