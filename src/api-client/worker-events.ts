import { readWorkerEvent, type WorkerEvent } from '../shared/events.ts';
import { listenLeaseMs, type PageMessage } from '../shared/messages.ts';

/** Listens to the worker's events until the signal aborts, and through a change of workers. */
export function listenToWorker(
  worker: () => ServiceWorker | null,
  onEvent: (event: WorkerEvent) => void,
  signal: AbortSignal,
): void {
  const container = containerHere();
  if (container === undefined || signal.aborted) return;
  const listen = (isNew: boolean) => {
    const message: PageMessage = { type: 'listen', isNew };
    worker()?.postMessage(message, []);
  };
  const read = ({ data }: MessageEvent) => {
    const event = readWorkerEvent(data);
    if (event !== undefined) onEvent(event);
  };
  const beat = setInterval(() => {
    // A hidden page shows nothing; its lease ends, and the next message begins a new one.
    if (document.visibilityState === 'visible') listen(false);
  }, listenLeaseMs / 3);
  signal.addEventListener('abort', () => clearInterval(beat));
  container.addEventListener('message', read, { signal });
  container.addEventListener('controllerchange', () => listen(true), { signal });
  // While the browser had put the page aside it was told nothing.
  addEventListener('pageshow', ({ persisted }) => persisted && listen(true), { signal });
  container.startMessages();
  listen(true);
}

/** As `workers()` has it. In the package that is loaded first, and this late: what both share would be a file of its own. */
function containerHere(): ServiceWorkerContainer | undefined {
  try {
    return 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
  } catch {
    return undefined;
  }
}
