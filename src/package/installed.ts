import { registrationsOf } from '../worker-client/registrations.ts';
import { askWhoServes } from './who-serves.ts';
import type { WorkerLink } from './worker-link.ts';

const patienceMs = 5_000;

/** Where Nextreel's worker is on the site, also where it does not serve this page. */
export type Installed = {
  /** Undefined where a page can have no worker. */
  readonly registrations: readonly ServiceWorkerRegistration[] | undefined;
  /** Its script is for nothing else. One of the host's that has it within stays the host's. */
  readonly isOwn: boolean;
};

export async function findInstalled({
  container,
  script,
}: Pick<WorkerLink, 'container' | 'script'>): Promise<Installed> {
  const registrations = await registrationsOf(script, container);
  if (registrations === undefined || registrations.length === 0) return { registrations, isOwn: false };
  const found = await askWhoServes(script, [], AbortSignal.timeout(patienceMs));
  // Whoever else has that name is not spoken to.
  if (found.kind === 'foreign-script') return { registrations: [], isOwn: false };
  return { registrations, isOwn: 'isEmbedded' in found && !found.isEmbedded };
}
