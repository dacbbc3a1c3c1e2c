import { isWithin } from '../decision/time.ts';

const firstPauseMs = 250;
const longestPauseMs = 60_000;

/** Pauses after a failure, twice as long after each further one up to a limit, until something succeeds. */
export class Breaker {
  #failures = 0;
  #failedAtMs = 0;

  constructor(readonly nowMs: () => number) {}

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  get isPaused(): boolean {
    const pauseMs = Math.min(firstPauseMs * 2 ** (this.#failures - 1), longestPauseMs);
    return this.#failures > 0 && isWithin(pauseMs, this.#failedAtMs, this.nowMs());
  }

  fail(): void {
    this.#failedAtMs = this.nowMs();
    this.#failures += 1;
  }

  succeed(): void {
    this.#failures = 0;
  }
}
