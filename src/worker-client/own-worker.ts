import { registerWorker } from './register-worker.ts';
import { workers } from './workers.ts';

/** The page waits no longer than this for the worker to take control. */
const takeOverTimeoutMs = 2_000;

type OwnWorkerParts = {
  readonly onRegistered: (registration: ServiceWorkerRegistration) => void;
  readonly onWarning: (message: string, cause?: unknown) => void;
};

/** The worker that this page registers itself, late enough not to delay the first reel. */
export class OwnWorker {
  #isRegistered = false;
  readonly #workers = workers();
  #isSettled = this.#workers?.controller !== null;

  constructor(readonly parts: OwnWorkerParts) {
    if (this.#isSettled) return;
    this.#workers?.addEventListener('controllerchange', () => (this.#isSettled = true), { once: true });
  }

  /** Whether it is settled who answers the page's requests. Files loaded before a first worker comes are not kept. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Registers the worker, once. It controls the page as soon as it claims it, without a reload. */
  register(scriptUrl: string): void {
    if (this.#workers === undefined || this.#isRegistered) return;
    this.#isRegistered = true;
    setTimeout(() => (this.#isSettled = true), takeOverTimeoutMs);
    registerWorker(scriptUrl)
      .then((registration) => this.parts.onRegistered(registration))
      .catch((cause: unknown) => {
        this.#isSettled = true;
        this.parts.onWarning('The worker is not registered: the page plays without it.', cause);
      });
  }
}
