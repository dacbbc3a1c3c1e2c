import type { PageMessage } from '../shared/messages.ts';
import { workers } from '../worker-client/workers.ts';
import { scriptPathOf } from '../worker-client/registrations.ts';
import type { Obstacle } from './obstacle.ts';
import { serverOf, type Serving, type WorkerPlace } from './page-worker.ts';
import { vouchedFor } from './trusted-address.ts';
import type { Warnings } from './warnings.ts';
import { askServer, askWhoServes } from './who-serves.ts';

declare const VERSION: string;

/** How long a host may take to register its own worker. */
const hostPatienceMs = 10_000;
/** How long that worker may take to serve pages that were there before it; many never do. */
const claimPatienceMs = 2_000;

/** Brings the worker to serve this page: registers it where it is a file of its own, and waits until it has taken over. */
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
  // `remove()` on this page has told it to leave, and it does when the page goes: then the next one gets a worker anew.
  if (greeting.kind === 'script') await registration.unregister();
  return (because) => because.nextVisit();
}

/** A newer script on the server is on its way here by itself; an older one is not. */
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

/** A host registers its own worker, as it did before. */
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
  // A browser that keeps nothing for this site, or for another site's frame, refuses here.
  const existing = await container.getRegistration(scope).catch(() => null);
  if (existing === null) return (because) => because.unsupported();
  const other = existing?.scope === scope.href ? scriptPathOf(existing) : script.pathname;
  // Registering would put ours in its place.
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

/** The site has moved the worker's file, or given it another name. */
async function isOwn(script: URL, signal: AbortSignal): Promise<boolean> {
  const found = await askWhoServes(script, [], signal);
  return 'isEmbedded' in found && !found.isEmbedded;
}

type Violations = readonly SecurityPolicyViolationEvent[];

/** For what the page's own policy may forbid. */
async function notingViolations<T>(attempt: (violations: () => Promise<Violations>) => Promise<T>): Promise<T> {
  const noted: SecurityPolicyViolationEvent[] = [];
  const note = (event: SecurityPolicyViolationEvent) => {
    if (event.disposition === 'enforce') noted.push(event);
  };
  document.addEventListener('securitypolicyviolation', note);
  try {
    // Each event comes in a task of its own.
    return await attempt(() => wait(0).then(() => noted));
  } finally {
    document.removeEventListener('securitypolicyviolation', note);
  }
}

type Wanted = { readonly script: URL; readonly isEmbedded: boolean; readonly signal: AbortSignal };

/** The worker as soon as it serves this page, which was there before it; null when it will not. */
function takenOver(
  container: ServiceWorkerContainer,
  registration: ServiceWorkerRegistration,
  { script, isEmbedded, signal }: Wanted,
): Promise<ServiceWorker | null> {
  const { installing, waiting, active } = registration;
  // A page that was loaded past its worker, by force, is taken over when its worker is asked to.
  const ask = (worker: ServiceWorker | null) => {
    const message: PageMessage = { type: 'take-over' };
    if (!isEmbedded) worker?.postMessage(message, []);
  };
  // The site's worker from before, which the page has given up: ours waits until no page is served by that one.
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
