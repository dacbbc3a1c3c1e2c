import { deleteKeptMedia } from '../shared/traces.ts';
import { answerOf } from '../worker-client/answer-of.ts';
import { deleteNotes } from './notes.ts';
import { endSession } from './worker-api.ts';

const patienceMs = 5_000;

/**
 * Leaves nothing of this viewer: no byte and no habit in the worker, no like and no name in the page. What the open page
 * holds in memory goes when it is left or loaded anew. Rejects when the worker could not do it: then it is to be done again.
 */
export async function signOut(
  isServed: boolean,
  findInstalled: () => Promise<readonly ServiceWorkerRegistration[] | undefined>,
): Promise<void> {
  // First: tabs that the worker tells of it look whether another viewer is named there.
  deleteNotes();
  if (isServed) await endSession();
  else await endSessionElsewhere(await findInstalled());
}

/** For a page that lies outside of what the worker serves, or was loaded past it. */
async function endSessionElsewhere(registrations: readonly ServiceWorkerRegistration[] | undefined): Promise<void> {
  // Where there can be no worker, none has left anything.
  if (registrations === undefined) return;
  const installed = registrations.map(({ active }) => active).filter((worker) => worker !== null);
  await Promise.all(installed.map(endSessionOf));
  // Nobody has any of it in memory then.
  if (installed.length === 0) await deleteKeptMedia(caches, indexedDB);
}

async function endSessionOf(worker: ServiceWorker): Promise<void> {
  const failure = await answerOf(worker, { type: 'sign-out-nextreel' }, patienceMs);
  if (failure === null) return;
  const reason = typeof failure === 'string' ? failure : 'it does not answer';
  throw new Error(`${worker.scriptURL} may still hold something of this viewer (${reason}). Sign out once more.`);
}

/** The viewer has signed out in some tab. One that nobody looks at is loaded anew, with nothing of that viewer's. */
export function followSignOut(): void {
  deleteNotes();
  if (document.visibilityState === 'hidden') location.reload();
}
