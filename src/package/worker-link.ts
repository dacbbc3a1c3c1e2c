import { workers } from '../worker-client/workers.ts';
import type { Standing } from './nextreel.ts';
import { describeOff } from './obstacle.ts';
import { controllerRunning, obstacleTo, type Serving, type WorkerPlace } from './page-worker.ts';
import type { Warnings } from './warnings.ts';

export type LinkParts = {
  readonly place: WorkerPlace;
  /** The media origins known so far. */
  readonly origins: () => readonly string[];
  readonly warnings: Warnings;
  /** Called when a new worker serves the page, or when a worker has reported which origins it may fetch from. */
  readonly onServed: (serving: Serving) => void;
  readonly signal: AbortSignal;
};

/** Gives access to the worker, but only once it is known to be Nextreel's, and never to a foreign one. */
export class WorkerLink {
  readonly ready: Promise<Standing>;
  #serving: Serving | null = null;
  /** For each origin asked about, whether the worker may fetch from it. */
  readonly #permissions = new Map<string, boolean>();
  #isAsking = false;

  constructor(readonly parts: LinkParts) {
    this.ready = this.#begin().catch((cause: unknown) =>
      describeOff((reasons) => reasons.missing(parts.place.script, String(cause))),
    );
    void this.ready.then((standing) => this.#warnIfOff(standing));
  }

  get container(): ServiceWorkerContainer | undefined {
    return workers();
  }

  get script(): URL {
    return this.parts.place.script;
  }

  /** The worker to post messages to; null if a foreign one, or none, serves the page. */
  get worker(): ServiceWorker | null {
    const { container, script } = this;
    if (this.#serving === null || container === undefined) return null;
    return controllerRunning(container, script) === this.#serving.worker ? this.#serving.worker : null;
  }

  get registration(): ServiceWorkerRegistration | undefined {
    return this.#serving?.registration;
  }

  /**
   * Whether the worker may fetch from all of these origins. Asks about unknown ones; `onServed` is called with the
   * answer.
   */
  mayFetchFrom(origins: readonly string[]): boolean {
    if (origins.every((origin) => this.#permissions.get(origin) === true)) return true;
    if (origins.some((origin) => !this.#permissions.has(origin))) void this.#refreshPermissions(origins);
    return false;
  }

  /** Stops all communication with the worker. */
  release(): void {
    this.#serving = null;
  }

  async #begin(): Promise<Standing> {
    const { place, origins, warnings, signal } = this.parts;
    const obstacle = obstacleTo(place);
    if (obstacle !== undefined) return describeOff(obstacle);
    const { installWorker, compareVersions } = await import('./install-worker.ts');
    const serving = await installWorker(place, origins, signal);
    if (typeof serving === 'function') return describeOff(serving);
    this.container?.addEventListener('controllerchange', () => void this.#refreshPermissions(origins()), { signal });
    const standing = await this.#adopt(serving, origins());
    void compareVersions(serving, place, warnings);
    return standing;
  }

  /** Adopts a worker and the permissions that it has reported. */
  async #adopt(serving: Serving, probedOrigins: readonly string[]): Promise<Standing> {
    const { found } = serving;
    this.#serving = serving;
    for (const origin of probedOrigins) this.#permissions.set(origin, !found.forbidden.includes(origin));
    this.parts.onServed(serving);
    if (found.forbidden.length === 0) return { state: 'on' };
    return describeOff((reasons) => reasons.fetchPolicy(found.forbidden));
  }

  /** Asks the worker that serves the page now, which may have changed. */
  async #refreshPermissions(origins: readonly string[]): Promise<void> {
    const { container, script } = this;
    const { signal } = this.parts;
    const serving = this.#serving;
    if (this.#isAsking || serving === null || container === undefined) return;
    const worker = controllerRunning(container, script);
    if (worker === null) return;
    this.#isAsking = true;
    const found = await import('./script-probe.ts')
      .then(({ probeController }) => probeController(script, origins, signal))
      .catch(() => null);
    this.#isAsking = false;
    // Another worker took over meanwhile, so it is unknown which one answered.
    if (controllerRunning(container, script) !== worker) return this.#refreshPermissions(origins);
    if (found === null) return;
    if (found.kind === 'worker') this.#warnIfOff(await this.#adopt({ ...serving, worker, found }, origins));
    // No answer says nothing about the worker, which is asked again when its permission is needed.
    else if (found.kind === 'missing') this.#permissions.clear();
    else this.#serving = null;
  }

  #warnIfOff(standing: Standing): void {
    // A connection that ended meanwhile has nothing to report.
    if (standing.state === 'off' && !this.parts.signal.aborted) this.parts.warnings.once(`Off: ${standing.help}`);
  }
}
