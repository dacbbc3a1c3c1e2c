import { deleteStoredMedia } from '../shared/stored-media.ts';
import { answerOf } from '../worker-client/answer-of.ts';
import { controller } from '../worker-client/controller.ts';
import { registrationsOf } from '../worker-client/registrations.ts';
import { workers } from '../worker-client/workers.ts';
import { clearPageStorage } from './page-storage.ts';
import { endSession } from './worker-api.ts';

const answerTimeoutMs = 5_000;

/**
 * Erases everything about this viewer: cached media and habits in the worker, likes and viewer id in the page. What the
 * open page holds in memory goes when it is left or reloaded. Rejects if the worker could not do it; call it again
 * then.
 */
export async function signOut(
  isServed: boolean,
  findInstalled: () => Promise<readonly ServiceWorkerRegistration[] | undefined>,
): Promise<void> {
  // First: tabs that the worker notifies check whether localStorage names another viewer.
  clearPageStorage();
  if (isServed) await endSession();
  else await endUncontrolledSession(await findInstalled());
}

/** Signs out on Nextreel's own page, whose worker runs this script. */
export function signOutOfPage(script: URL): Promise<void> {
  return signOut(controller() !== null, () => registrationsOf(script, workers()));
}

/** For a page outside the worker's scope, or one loaded without its worker. */
async function endUncontrolledSession(registrations: readonly ServiceWorkerRegistration[] | undefined): Promise<void> {
  // A page that cannot have a worker has no stored data either.
  if (registrations === undefined) return;
  const installed = registrations.map(({ active }) => active).filter((worker) => worker !== null);
  await Promise.all(installed.map(endSessionOf));
  // Without a worker there is nothing in memory, so deleting the stores is enough.
  if (installed.length === 0) await deleteStoredMedia(caches, indexedDB);
}

async function endSessionOf(worker: ServiceWorker): Promise<void> {
  const failure = await answerOf(worker, { type: 'sign-out-nextreel' }, answerTimeoutMs);
  if (failure === null) return;
  const reason = typeof failure === 'string' ? failure : 'it does not answer';
  throw new Error(`${worker.scriptURL} may still store data of this viewer (${reason}). Sign out once more.`);
}

/** Handles a sign-out in any tab. A hidden tab is reloaded, without that viewer's data. */
export function followSignOut(): void {
  clearPageStorage();
  if (document.visibilityState === 'hidden') location.reload();
}
