const firstPauseMs = 250;
const longestPauseMs = 60_000;

/** After a failure it pauses, twice as long after each further one, until something succeeds. */
export class Breaker {
  #failures = 0;
  #pausedUntilMs = 0;

  constructor(readonly nowMs: () => number) {}

  /** Failures since the last success. */
  get failures(): number {
    return this.#failures;
  }

  get isPaused(): boolean {
    return this.nowMs() < this.#pausedUntilMs;
  }

  fail(): void {
    this.#pausedUntilMs = this.nowMs() + Math.min(firstPauseMs * 2 ** this.#failures, longestPauseMs);
    this.#failures += 1;
  }

  succeed(): void {
    this.#failures = 0;
    this.#pausedUntilMs = 0;
  }
}
