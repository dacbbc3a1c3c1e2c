import { loadAgain, type LoadedFile } from './load-again.ts';
import { workers } from './workers.ts';

export type FirstVisitOptions = {
  /** Whether the viewer has not asked to save data. */
  readonly isAllowed: () => boolean;
  /** Whether no reel needs the network now. */
  readonly maySpend: () => boolean;
  readonly wait: (delayMs: number) => Promise<void>;
};

const pauseMs = 250;
/** The longest that all of this waits for a free line: a viewer who swipes fast never leaves it a quiet moment. */
const patienceMs = 1000;
/** Where no worker ever comes, no more than these are remembered. */
const mostFiles = 500;
/** A worker that has just come does not know the page's reels yet, and leaves them to the browser. */
const newMs = 2000;

/**
 * The first visit's worker comes when the first reel plays already. What was loaded before is asked for once more as
 * soon as a worker answers, so that it is kept like everything after it: one visit is enough to come back without a
 * network. It is in the browser's own cache; a free line is waited for since some of it may have gone from there.
 */
export class FirstVisit {
  readonly #options: FirstVisitOptions;
  readonly #files = new Map<string, LoadedFile>();
  /** Until when a worker may have missed what was asked for, by `performance.now()`. */
  #isNewUntilMs = -Infinity;
  #isRepeating = false;

  constructor(options: FirstVisitOptions) {
    this.#options = options;
    const container = workers();
    if (container?.controller !== null) return;
    this.#isNewUntilMs = Infinity;
    const onCome = () => {
      this.#isNewUntilMs = performance.now() + newMs;
      void this.#repeat();
    };
    container.addEventListener('controllerchange', onCome, { once: true });
  }

  /** No worker has answered for this file. One that was under way when the worker came is here only now. */
  noteLoaded(file: LoadedFile, askedAtMs = performance.now()): void {
    if (askedAtMs > this.#isNewUntilMs || this.#files.size === mostFiles) return;
    this.#files.set(JSON.stringify(file), file);
    if (this.#isNewUntilMs < Infinity && !this.#isRepeating) void this.#repeat();
  }

  async #repeat(): Promise<void> {
    const { isAllowed, maySpend, wait } = this.#options;
    this.#isRepeating = true;
    let waitedMs = 0;
    for (const [name, file] of this.#files) {
      while (!isAllowed() || (!maySpend() && waitedMs < patienceMs)) {
        await wait(pauseMs);
        waitedMs += pauseMs;
      }
      // Without it the reel begins with what is kept of it.
      await loadAgain(file).catch(() => undefined);
      this.#files.delete(name);
    }
    this.#isRepeating = false;
  }
}
