import { type LoadedFile, loadAgain, newWorkerMs } from './load-again.ts';
import { workers } from './workers.ts';

export type FirstVisitOptions = {
  /** Whether files may be loaded again: false if the viewer has asked to save data. */
  readonly isAllowed: () => boolean;
  /** Whether no reel needs the network now. */
  readonly mayUseLink: () => boolean;
  readonly wait: (delayMs: number) => Promise<void>;
};

const pauseMs = 250;
/** The longest total wait for a free link: a viewer who swipes fast may never leave it idle. */
const maxWaitMs = 1000;
/** Most files that are remembered while no worker comes. */
const maxFiles = 500;

/**
 * On a first visit the worker takes control when the first reel already plays. Files loaded before are requested once
 * more as soon as it does, so that they are kept like all later ones: one visit is enough to come back offline. The
 * files come from the browser's own cache; a free link is awaited since that may have evicted some of them.
 */
export class FirstVisit {
  readonly #options: FirstVisitOptions;
  readonly #files = new Map<string, LoadedFile>();
  /** The worker may have missed requests made before this time of `performance.now()`. */
  #isNewUntilMs = -Infinity;
  #isRepeating = false;

  constructor(options: FirstVisitOptions) {
    this.#options = options;
    const container = workers();
    if (container?.controller !== null) return;
    this.#isNewUntilMs = Infinity;
    const onControlled = () => {
      this.#isNewUntilMs = performance.now() + newWorkerMs;
      void this.#repeat();
    };
    container.addEventListener('controllerchange', onControlled, { once: true });
  }

  /** Notes a file that no worker has answered. One that was in flight when the worker came may arrive later. */
  noteLoaded(file: LoadedFile, requestedAtMs = performance.now()): void {
    if (requestedAtMs > this.#isNewUntilMs || this.#files.size === maxFiles) return;
    this.#files.set(JSON.stringify(file), file);
    if (this.#isNewUntilMs < Infinity && !this.#isRepeating) void this.#repeat();
  }

  async #repeat(): Promise<void> {
    const { isAllowed, mayUseLink, wait } = this.#options;
    this.#isRepeating = true;
    let waitedMs = 0;
    for (let file = this.#takeNext(); file !== undefined; file = this.#takeNext()) {
      while (!isAllowed() || (file.isIndex !== true && !mayUseLink() && waitedMs < maxWaitMs)) {
        await wait(pauseMs);
        waitedMs += pauseMs;
      }
      // A failure is harmless: the reel then starts with the files that are kept.
      await loadAgain(file).catch(() => undefined);
    }
    this.#isRepeating = false;
  }

  /**
   * Indexes come first and wait for nothing: they are small, nothing plays offline without them, and the worker keeps a
   * segment only if it knows a playlist that names it. Then what was loaded last, since the network may be lost soon.
   */
  #takeNext(): LoadedFile | undefined {
    const files = [...this.#files];
    const [name, file] = files.find(([, { isIndex }]) => isIndex === true) ?? files.at(-1) ?? [];
    if (name !== undefined) this.#files.delete(name);
    return file;
  }
}
