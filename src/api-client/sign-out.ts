import { deleteNotes } from './notes.ts';
import { endSession } from './worker-api.ts';

/**
 * Leaves nothing of this viewer: no byte and no habit in the worker, no like and no name in the page. What the open page
 * holds in memory goes when it is left or loaded anew. Rejects when the worker could not do it: then it is to be done again.
 */
export async function signOut(worker: ServiceWorker | null): Promise<void> {
  if (worker !== null) await endSession();
  deleteNotes();
}

/** The viewer has signed out in some tab. One that nobody looks at is loaded anew, with nothing of that viewer's. */
export function followSignOut(): void {
  deleteNotes();
  if (document.visibilityState === 'hidden') location.reload();
}
