import type { PageMessage } from '../shared/messages.ts';
import { scriptPathOf, scriptPathsOf } from '../worker-client/registrations.ts';
import { workers } from '../worker-client/workers.ts';
import type { Obstacle } from './obstacle.ts';
import { controllerRunning, type Serving, type WorkerPlace } from './page-worker.ts';
import { probeController, probeScript } from './script-probe.ts';
import { trustedScriptUrl } from './trusted-script-url.ts';
import type { Warnings } from './warnings.ts';

declare const VERSION: string;

/** How long the site may take to register its own worker. */
const hostTimeoutMs = 10_000;
/** How long an active worker may take to control pages opened before it was installed; many of a site's own never do. */
const claimTimeoutMs = 2_000;
/** How long Nextreel's own may take, which the browser may first have to start. */
const startTimeoutMs = 10_000;

/** Makes the worker serve this page: registers it if it is a file of its own, and waits until it controls the page. */
export async function installWorker(
  place: WorkerPlace,
  origins: () => readonly string[],
  signal: AbortSignal,
): Promise<Serving | Obstacle> {
  const container = workers();
  if (container === undefined) return (reasons) => reasons.unsupported();
  const { script } = place;
  const found = await withViolations(async (violations) => {
    const answer = await probeScript(script, origins(), signal);
    const isOfScript = ({ blockedURI }: SecurityPolicyViolationEvent) => blockedURI.startsWith(script.href);
    const violation = answer.kind === 'missing' ? (await violations()).find(isOfScript) : undefined;
    return violation ?? answer;
  });
  if ('blockedURI' in found) return (reasons) => reasons.workerPolicy(found.effectiveDirective);
  if (found.kind === 'missing') return (reasons) => reasons.missing(script, found.detail);
  if (found.kind === 'wrong-type') return (reasons) => reasons.wrongType(script, found.contentType);
  if (found.kind === 'foreign-script') return (reasons) => reasons.foreignScript(script);

  const registration = found.isEmbedded
    ? await registrationOfHost(container, place)
    : await registerOwn(container, place, signal);
  if (typeof registration === 'function') return registration;
  const present = controllerRunning(container, script);
  if (found.kind === 'worker' && present !== null) return { worker: present, found, registration };
  const worker = await waitForControl(container, registration, { script, isEmbedded: found.isEmbedded, signal });
  if (typeof worker === 'function') return worker;
  const greeting = await probeController(script, origins(), signal);
  if (greeting.kind === 'worker') return { worker, found: greeting, registration };
  if (found.isEmbedded) return whyUnanswered(registration, script);
  // `remove()` on this page has told the worker to leave, which it does when the page closes; the next page then
  // installs a new one.
  if (greeting.kind === 'script') await registration.unregister();
  return (reasons) => reasons.nextVisit();
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
    `The worker ${script.pathname} is version ${found.version}, but the page loads version ${VERSION}. ` +
      'Deploy both from one package: npx nextreel init <your public folder> copies the worker, a bundled one is built anew.',
  );
}

/** Waits for the registration of the site's own worker, which the site itself makes. */
async function registrationOfHost(
  container: ServiceWorkerContainer,
  { script }: WorkerPlace,
): Promise<ServiceWorkerRegistration | Obstacle> {
  const registration = await Promise.race([container.ready, wait(hostTimeoutMs)]);
  return registration ?? ((reasons) => reasons.notRegistered(script));
}

/** Returns why the site's worker controls the page, and yet Nextreel in it does not answer. */
async function whyUnanswered(registration: ServiceWorkerRegistration, script: URL): Promise<Obstacle> {
  try {
    // The controlling worker may be one from before the site included Nextreel.
    const { installing, waiting } = await registration.update();
    return (reasons) => ((installing ?? waiting) ? reasons.nextVisit() : reasons.hidden(script));
  } catch (cause) {
    return (reasons) => reasons.notInstalled(script, String(cause));
  }
}

/** Whether the registration is of this script, which may still wait for the site's former worker to go. */
function isOf(script: URL, registration: ServiceWorkerRegistration): boolean {
  return scriptPathsOf(registration).includes(script.pathname);
}

async function registerOwn(
  container: ServiceWorkerContainer,
  { script, scope }: WorkerPlace,
  signal: AbortSignal,
): Promise<ServiceWorkerRegistration | Obstacle> {
  // Browsers that block storage for this site, or for a third-party frame, reject here.
  const existing = await container.getRegistration(scope).catch(() => null);
  if (existing === null) return (reasons) => reasons.unsupported();
  // Registering would replace such a worker with Nextreel's, or take pages from it.
  for (const other of new Set(scriptPathsOf(existing))) {
    if (other !== script.pathname && !(await isOwn(new URL(other, script), signal)))
      return (reasons) => reasons.otherWorker(other);
  }

  return withViolations(async (violations) => {
    try {
      return await container.register(trustedScriptUrl(script), { scope: scope.href });
    } catch (cause) {
      const violated = (await violations()).at(-1)?.effectiveDirective;
      if (violated !== undefined) return (reasons) => reasons.workerPolicy(violated);
      const folder = new URL('.', script).pathname;
      if (!scope.pathname.startsWith(folder)) return (reasons) => reasons.scopeNotAllowed(script, scope);
      return (reasons) => reasons.notInstalled(script, String(cause));
    }
  });
}

/** Whether the script is Nextreel's own file, moved or renamed by the site. */
async function isOwn(script: URL, signal: AbortSignal): Promise<boolean> {
  const found = await probeScript(script, [], signal);
  return 'isEmbedded' in found && !found.isEmbedded;
}

type Violations = readonly SecurityPolicyViolationEvent[];

/** Runs an attempt and collects the Content Security Policy violations that occur meanwhile. */
async function withViolations<T>(attempt: (violations: () => Promise<Violations>) => Promise<T>): Promise<T> {
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

type ControlOptions = { readonly script: URL; readonly isEmbedded: boolean; readonly signal: AbortSignal };

/** Resolves with the worker once it controls this page, which may have been opened before it, or why it will not. */
function waitForControl(
  container: ServiceWorkerContainer,
  registration: ServiceWorkerRegistration,
  { script, isEmbedded, signal }: ControlOptions,
): Promise<ServiceWorker | Obstacle> {
  const { installing, waiting, active } = registration;
  // A page that was force-reloaded is uncontrolled until its worker is asked to claim it.
  const askToClaim = (worker: ServiceWorker) => {
    const message: PageMessage = { type: 'take-over' };
    worker.postMessage(message, []);
  };
  const own = scriptPathOf(registration) === script.pathname ? active : null;
  // The worker from the script's former URL is still active: the new one would wait until no page uses it.
  const isBehindAnother = active !== own;
  return new Promise<ServiceWorker | Obstacle>((resolve) => {
    const check = () => {
      const worker = controllerRunning(container, script);
      if (worker !== null) resolve(worker);
    };
    const giveUp = () => {
      // A worker can take no page that lies within the longer scope of another one.
      const other = isEmbedded ? null : container.controller;
      if (other !== null) resolve((reasons) => reasons.otherWorker(new URL(other.scriptURL).pathname));
      else if (isOf(script, registration)) resolve((reasons) => reasons.nextVisit());
      else resolve((reasons) => reasons.notRegistered(script));
    };
    const follow = (worker: ServiceWorker) => {
      if (worker.state === 'redundant' && own === null)
        resolve((reasons) => reasons.notInstalled(script, "the browser's console says why"));
      if (worker.state === 'installed' && isBehindAnother) askToClaim(worker);
      if (worker.state === 'activated')
        setTimeout(giveUp, container.controller === null ? startTimeoutMs : claimTimeoutMs);
    };
    check();
    container.addEventListener('controllerchange', check, { signal });
    signal.addEventListener('abort', giveUp);
    if (isEmbedded) {
      setTimeout(giveUp, claimTimeoutMs);
      return;
    }
    for (const worker of [installing, waiting, own]) {
      worker?.addEventListener('statechange', () => follow(worker));
      if (worker !== null) follow(worker);
    }
    if (own !== null) askToClaim(own);
  });
}

function wait(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
