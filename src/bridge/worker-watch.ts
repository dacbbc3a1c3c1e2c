import type { PageMessage } from '../shared/messages.ts';
import { controller } from '../worker-client/controller.ts';
import { registerWorker } from '../worker-client/register-worker.ts';
import { workers } from '../worker-client/workers.ts';

/** absent: this browser has no workers, or forbids them. lost: there was a worker, but it does not answer now. */
export type WorkerHealth = 'connected' | 'absent' | 'lost';

const answerTimeoutMs = 4000;

const checkEveryMs = 5000;
const maxPauseMs = 60_000;

/**
 * Returns how long after one check of the worker the next is due. An uncontrolled page is checked at once, and later
 * after each failed attempt: some browsers refuse every registration.
 */
export function pauseMs(isControlled: boolean, attempts: number): number {
  const restMs = attempts === 0 ? 0 : Math.min(maxPauseMs, 1000 * 2 ** attempts);
  return isControlled ? Math.max(checkEveryMs, restMs) : restMs;
}

/** Checks the worker's health; the request itself starts a worker that was stopped. */
export async function checkWorker(): Promise<WorkerHealth> {
  if (workers() === undefined) return 'absent';
  if (controller() === null) return 'lost';
  try {
    const response = await fetch('/api/v1/health', { signal: AbortSignal.timeout(answerTimeoutMs) });
    const isFromWorker = response.headers.get('content-type') === 'application/json';
    return response.ok && isFromWorker ? 'connected' : 'lost';
  } catch {
    return 'lost';
  }
}

/** Whether an installation has failed. Another would download the page's files again, most likely in vain. */
let hasFailed = false;

/** Registers the worker if it is gone, and lets an existing one take over the page again. */
export async function recoverWorker(scriptUrl: string, register = registerWorker): Promise<void> {
  const registration = hasFailed ? await workers()?.getRegistration() : await register(scriptUrl);
  if (!hasFailed) registration?.installing?.addEventListener('statechange', noteFailure, { once: true });
  const message: PageMessage = { type: 'take-over' };
  if (controller() === null) registration?.active?.postMessage(message, []);
}

function noteFailure({ target }: Event): void {
  if (!(target instanceof ServiceWorker) || target.state !== 'redundant') return;
  hasFailed = true;
  // The network may have been lost in the middle.
  addEventListener('online', () => (hasFailed = false), { once: true });
}
