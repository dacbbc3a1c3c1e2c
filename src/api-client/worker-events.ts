import { readWorkerEvent, type WorkerEvent } from '../shared/events.ts';
import { listenLeaseMs, type PageMessage } from '../shared/messages.ts';

/** Listens to the worker's events until the signal aborts, also when the worker is replaced. */
export function listenToWorker(
  worker: () => ServiceWorker | null,
  onEvent: (event: WorkerEvent) => void,
  signal: AbortSignal,
): void {
  const container = workerContainer();
  if (container === undefined || signal.aborted) return;
  const listen = (isNew: boolean) => {
    const message: PageMessage = { type: 'listen', isNew };
    worker()?.postMessage(message, []);
  };
  const read = ({ data }: MessageEvent) => {
    const event = readWorkerEvent(data);
    if (event !== undefined) onEvent(event);
  };
  const leaseTimer = setInterval(() => {
    // A hidden page shows nothing, so its lease expires; the next message starts a new one.
    if (document.visibilityState === 'visible') listen(false);
  }, listenLeaseMs / 3);
  signal.addEventListener('abort', () => clearInterval(leaseTimer));
  container.addEventListener('message', read, { signal });
  container.addEventListener('controllerchange', () => listen(true), { signal });
  // A page in the back/forward cache received no events.
  addEventListener('pageshow', ({ persisted }) => persisted && listen(true), { signal });
  container.startMessages();
  listen(true);
}

/**
 * Duplicates `workers()`: the package loads that one at startup and this module on demand, and a shared helper would
 * become a chunk of its own.
 */
function workerContainer(): ServiceWorkerContainer | undefined {
  try {
    return 'serviceWorker' in navigator ? navigator.serviceWorker : undefined;
  } catch {
    return undefined;
  }
}
