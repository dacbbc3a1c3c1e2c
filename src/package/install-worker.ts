import type { PageMessage } from '../shared/messages.ts';
import { workers } from '../worker-client/workers.ts';
import { scriptPathOf } from '../worker-client/registrations.ts';
import type { Obstacle } from './obstacle.ts';
import { serverOf, type Serving, type WorkerPlace } from './page-worker.ts';
import { vouchedFor } from './trusted-address.ts';
import type { Warnings } from './warnings.ts';
import { askServer, askWhoServes } from './who-serves.ts';

declare const VERSION: string;

/** How long the site may take to register its own worker. */
const hostPatienceMs = 10_000;
/** How long that worker may take to control pages opened before it was installed; many never do. */
const claimPatienceMs = 2_000;

/** Makes the worker serve this page: registers it if it is a file of its own, and waits until it controls the page. */
export async function installWorker(
  place: WorkerPlace,
  origins: () => readonly string[],
  signal: AbortSignal,
): Promise<Serving | Obstacle> {
  const container = workers();
  if (container === undefined) return (because) => because.unsupported();
  const { script } = place;
  const found = await notingViolations(async (violations) => {
    const answer = await askWhoServes(script, origins(), signal);
    const isOfScript = ({ blockedURI }: SecurityPolicyViolationEvent) => blockedURI.startsWith(script.href);
    const violation = answer.kind === 'missing' ? (await violations()).find(isOfScript) : undefined;
    return violation ?? answer;
  });
  if ('blockedURI' in found) return (because) => because.workerPolicy(found.effectiveDirective);
  if (found.kind === 'missing') return (because) => because.missing(script, found.detail);
  if (found.kind === 'wrong-type') return (because) => because.wrongType(script, found.contentType);
  if (found.kind === 'foreign-script') return (because) => because.foreignScript(script);

  const registration = found.isEmbedded
    ? await registrationOfHost(container, place)
    : await registerOwn(container, place, signal);
  if (typeof registration === 'function') return registration;
  const present = serverOf(container, script);
  if (found.kind === 'worker' && present !== null) return { worker: present, found, registration };
  const worker = await takenOver(container, registration, { script, isEmbedded: found.isEmbedded, signal });
  if (worker === null)
    return found.isEmbedded
      ? (because) => because.nextVisit()
      : (because) => because.missing(script, 'it does not install');
  const greeting = await askServer(script, origins(), signal);
  if (greeting.kind === 'worker') return { worker, found: greeting, registration };
  if (found.isEmbedded) return (because) => because.hidden(script);
  // `remove()` on this page has told the worker to leave, which it does when the page closes; the next page then
  // installs a new one.
  if (greeting.kind === 'script') await registration.unregister();
  return (because) => because.nextVisit();
}

/** Warns if the worker's version differs from the page's, unless a newer script is already being installed. */
export async function compareVersions(
  { found, registration }: Serving,
  { script }: WorkerPlace,
  warnings: Warnings,
): Promise<void> {
  if (found.version === VERSION) return;
  const latest = await registration.update().catch(() => registration);
  if (latest.installing !== null || latest.waiting !== null) return;
  warnings.once(
    `The worker ${script.pathname} is version ${found.version}, the page's part ${VERSION}. ` +
      'Bring them together: npx nextreel init <your public folder>, then deploy the file.',
  );
}

/** Waits for the registration of the site's own worker, which the site itself makes. */
async function registrationOfHost(
  container: ServiceWorkerContainer,
  { script }: WorkerPlace,
): Promise<ServiceWorkerRegistration | Obstacle> {
  const registration = await Promise.race([container.ready, wait(hostPatienceMs)]);
  return registration ?? ((because) => because.missing(script, 'nothing has registered it'));
}

async function registerOwn(
  container: ServiceWorkerContainer,
  { script, scope }: WorkerPlace,
  signal: AbortSignal,
): Promise<ServiceWorkerRegistration | Obstacle> {
  // Browsers that block storage for this site, or for a third-party frame, reject here.
  const existing = await container.getRegistration(scope).catch(() => null);
  if (existing === null) return (because) => because.unsupported();
  const other = existing?.scope === scope.href ? scriptPathOf(existing) : script.pathname;
  // Registering would replace that worker with Nextreel's.
  if (other !== script.pathname && !(await isOwn(new URL(other, script), signal)))
    return (because) => because.otherWorker(other);

  return notingViolations(async (violations) => {
    try {
      return await container.register(vouchedFor(script), { scope: scope.href });
    } catch (cause) {
      const violated = (await violations()).at(-1)?.effectiveDirective;
      if (violated !== undefined) return (because) => because.workerPolicy(violated);
      const folder = new URL('.', script).pathname;
      if (!scope.pathname.startsWith(folder)) return (because) => because.scopeNotAllowed(script, scope);
      return (because) => because.missing(script, `it cannot be registered (${String(cause)})`);
    }
  });
}

/** Whether the script is Nextreel's own file, moved or renamed by the site. */
async function isOwn(script: URL, signal: AbortSignal): Promise<boolean> {
  const found = await askWhoServes(script, [], signal);
  return 'isEmbedded' in found && !found.isEmbedded;
}

type Violations = readonly SecurityPolicyViolationEvent[];

/** Runs an attempt and collects the Content Security Policy violations that occur meanwhile. */
async function notingViolations<T>(attempt: (violations: () => Promise<Violations>) => Promise<T>): Promise<T> {
  const noted: SecurityPolicyViolationEvent[] = [];
  const note = (event: SecurityPolicyViolationEvent) => {
    if (event.disposition === 'enforce') noted.push(event);
  };
  document.addEventListener('securitypolicyviolation', note);
  try {
    // Each violation event is dispatched in its own task.
    return await attempt(() => wait(0).then(() => noted));
  } finally {
    document.removeEventListener('securitypolicyviolation', note);
  }
}

type Wanted = { readonly script: URL; readonly isEmbedded: boolean; readonly signal: AbortSignal };

/** Resolves with the worker once it controls this page, which may have been opened before it; null if it will not. */
function takenOver(
  container: ServiceWorkerContainer,
  registration: ServiceWorkerRegistration,
  { script, isEmbedded, signal }: Wanted,
): Promise<ServiceWorker | null> {
  const { installing, waiting, active } = registration;
  // A page that was force-reloaded is uncontrolled until its worker is asked to claim it.
  const ask = (worker: ServiceWorker | null) => {
    const message: PageMessage = { type: 'take-over' };
    if (!isEmbedded) worker?.postMessage(message, []);
  };
  // Another worker of the site, no longer used by the page, is still active: Nextreel's would wait until no page uses
  // it.
  const isBehindAnother = active !== null && scriptPathOf(registration) !== script.pathname;
  return new Promise((resolve) => {
    const look = () => {
      const worker = serverOf(container, script);
      if (worker !== null) resolve(worker);
    };
    look();
    container.addEventListener('controllerchange', look, { signal });
    signal.addEventListener('abort', () => resolve(null));
    installing?.addEventListener('statechange', () => {
      if (installing.state === 'redundant') resolve(null);
      if (installing.state === 'installed' && isBehindAnother) ask(installing);
    });
    if (isEmbedded) setTimeout(() => resolve(null), claimPatienceMs);
    ask(isBehindAnother ? waiting : active);
  });
}

function wait(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
