import { workers } from '../worker-client/workers.ts';
import { obstacleTo, serverOf, type Serving, type WorkerPlace } from './page-worker.ts';
import type { Standing } from './nextreel.ts';
import { explain } from './obstacle.ts';
import type { Warnings } from './warnings.ts';

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

  get container(): ServiceWorkerContainer | undefined {
    return workers();
  }

  get script(): URL {
    return this.parts.place.script;
  }

  /** The worker to speak to. Whatever else serves the page is not spoken to. */
  get worker(): ServiceWorker | null {
    const { container, script } = this;
    if (this.#serving === null || container === undefined) return null;
    return serverOf(container, script) === this.#serving.worker ? this.#serving.worker : null;
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

  /** Nobody is spoken to from now on. */
  letGo(): void {
    this.#serving = null;
  }

  async #begin(): Promise<Standing> {
    const { place, origins, warnings, signal } = this.parts;
    const obstacle = obstacleTo(place);
    if (obstacle !== undefined) return explain(obstacle);
    const { installWorker, compareVersions } = await import('./install-worker.ts');
    const serving = await installWorker(place, origins, signal);
    if (typeof serving === 'function') return explain(serving);
    this.container?.addEventListener('controllerchange', () => void this.#ask(origins()), { signal });
    const standing = await this.#take(serving, origins());
    void compareVersions(serving, place, warnings);
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
    const { container, script } = this;
    const { signal } = this.parts;
    const serving = this.#serving;
    if (this.#isAsking || serving === null || container === undefined) return;
    const worker = serverOf(container, script);
    if (worker === null) return;
    this.#isAsking = true;
    const found = await import('./who-serves.ts')
      .then(({ askServer }) => askServer(script, origins, signal))
      .catch(() => null);
    this.#isAsking = false;
    // Another one has taken over meanwhile: whose answer this is nobody can tell.
    if (serverOf(container, script) !== worker) return this.#ask(origins);
    if (found === null) return;
    if (found.kind === 'worker') this.#tell(await this.#take({ ...serving, worker, found }, origins));
    else this.#serving = null;
  }

  #tell(standing: Standing): void {
    // One that ends meanwhile has found out nothing.
    if (standing.state === 'off' && !this.parts.signal.aborted) this.parts.warnings.once(`Off: ${standing.help}`);
  }
}
