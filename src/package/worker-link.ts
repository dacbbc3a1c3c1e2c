import type { PageMessage } from '../shared/messages.ts';
import { obstacleTo, serverOf, type Serving, type WorkerPlace, workers } from './page-worker.ts';
import type { Standing } from './nextreel.ts';
import { explain } from './obstacle.ts';
import type { Warnings } from './warnings.ts';

declare const VERSION: string;

/** How long a worker may take to delete what it has kept. */
const leavePatienceMs = 3_000;

export type LinkParts = {
  readonly place: WorkerPlace;
  /** Origins that media is wanted from, as far as they are known. */
  readonly origins: () => readonly string[];
  readonly warnings: Warnings;
  /** A worker serves the page that has not heard anything of it yet, or may fetch from origins that it had to be asked about. */
  readonly onServed: (serving: Serving) => void;
  readonly signal: AbortSignal;
};

/** The way to the worker: none until it is known to be Nextreel's, none when it is not, and none where it could do harm. */
export class WorkerLink {
  readonly ready: Promise<Standing>;
  #serving: Serving | null = null;
  /** Origins of which the worker has said whether it may fetch from them. */
  readonly #permissions = new Map<string, boolean>();
  #isAsking = false;

  constructor(readonly parts: LinkParts) {
    this.ready = this.#begin().catch((cause: unknown) =>
      explain((because) => because.missing(parts.place.script, String(cause))),
    );
    void this.ready.then((standing) => this.#tell(standing));
  }

  /** The worker to speak to. Whatever else serves the page is not spoken to. */
  get worker(): ServiceWorker | null {
    const container = workers();
    if (this.#serving === null || container === undefined) return null;
    return serverOf(container, this.parts.place.script) === this.#serving.worker ? this.#serving.worker : null;
  }

  get registration(): ServiceWorkerRegistration | undefined {
    return this.#serving?.registration;
  }

  /** Whether the worker may fetch from all of these. What is not known is asked; `onServed` tells when it is. */
  mayFetchFrom(origins: readonly string[]): boolean {
    if (origins.every((origin) => this.#permissions.get(origin) === true)) return true;
    if (origins.some((origin) => !this.#permissions.has(origin))) void this.#ask(origins);
    return false;
  }

  /** Has the worker delete what it has kept, and takes its registration away. */
  async leave(): Promise<void> {
    const { worker } = this;
    const serving = this.#serving;
    this.#serving = null;
    if (worker !== null) await answered(worker, { type: 'remove-nextreel' });
    // A worker of the host stays the host's.
    if (serving?.found.isEmbedded === false) await serving.registration.unregister();
  }

  async #begin(): Promise<Standing> {
    const { place, origins, signal } = this.parts;
    const obstacle = obstacleTo(place);
    if (obstacle !== undefined) return explain(obstacle);
    const { installWorker } = await import('./install-worker.ts');
    const serving = await installWorker(place, origins, signal);
    if (typeof serving === 'function') return explain(serving);
    const container = workers();
    container?.addEventListener('controllerchange', () => void this.#ask(origins()), { signal });
    const standing = await this.#take(serving, origins());
    void this.#compareVersions(serving);
    return standing;
  }

  /** What a worker has said of itself holds from now on. */
  async #take(serving: Serving, asked: readonly string[]): Promise<Standing> {
    const { found } = serving;
    this.#serving = serving;
    for (const origin of asked) this.#permissions.set(origin, !found.forbidden.includes(origin));
    this.parts.onServed(serving);
    if (found.forbidden.length === 0) return { state: 'on' };
    return explain((because) => because.fetchPolicy(found.forbidden));
  }

  /** Asks the worker that serves the page now, which may be another one than before. */
  async #ask(origins: readonly string[]): Promise<void> {
    const { place, signal } = this.parts;
    const container = workers();
    const serving = this.#serving;
    const worker = container === undefined ? null : serverOf(container, place.script);
    if (this.#isAsking || serving === null || worker === null) return;
    this.#isAsking = true;
    const found = await import('./who-serves.ts')
      .then(({ askWhoServes }) => askWhoServes(place.script, origins, signal))
      .catch(() => null);
    this.#isAsking = false;
    if (found === null) return;
    if (found.kind === 'worker') this.#tell(await this.#take({ ...serving, worker, found }, origins));
    else this.#serving = null;
  }

  #tell(standing: Standing): void {
    // One that ends meanwhile has found out nothing.
    if (standing.state === 'off' && !this.parts.signal.aborted) this.parts.warnings.once(`Off: ${standing.help}`);
  }

  /** A newer script on the server is on its way here by itself; an older one is not. */
  async #compareVersions({ found, registration }: Serving): Promise<void> {
    if (found.version === VERSION) return;
    const latest = await registration.update().catch(() => registration);
    if (latest.installing !== null || latest.waiting !== null) return;
    this.parts.warnings.once(
      `The worker ${this.parts.place.script.pathname} is version ${found.version}, the page's part ${VERSION}. ` +
        'Bring them together: npx nextreel init <your public folder>, then deploy the file.',
    );
  }
}

function answered(worker: ServiceWorker, message: PageMessage): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    setTimeout(resolve, leavePatienceMs);
    port1.addEventListener('message', () => resolve(), { once: true });
    port1.start();
    worker.postMessage(message, [port2]);
  });
}
