import { registrationsOf } from '../worker-client/registrations.ts';
import { probeScript } from './script-probe.ts';
import type { WorkerLink } from './worker-link.ts';

const probeTimeoutMs = 5_000;

/** Nextreel's registrations on this site, including those that do not serve this page. */
export type Installed = {
  /** Undefined if the page cannot have a worker. */
  readonly registrations: readonly ServiceWorkerRegistration[] | undefined;
  /** Whether the script is Nextreel's own file. A worker of the site that imports Nextreel belongs to the site. */
  readonly isOwn: boolean;
};

export async function findInstalled({
  container,
  script,
}: Pick<WorkerLink, 'container' | 'script'>): Promise<Installed> {
  const registrations = await registrationsOf(script, container);
  if (registrations === undefined || registrations.length === 0) return { registrations, isOwn: false };
  const found = await probeScript(script, [], AbortSignal.timeout(probeTimeoutMs));
  // Never post messages to a foreign worker of the same name.
  if (found.kind === 'foreign-script') return { registrations: [], isOwn: false };
  return { registrations, isOwn: 'isEmbedded' in found && !found.isEmbedded };
}
