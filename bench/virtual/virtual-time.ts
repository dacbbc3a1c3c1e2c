type Timer = { readonly atMs: number; readonly fire: () => void };

/** Turns of the real event loop that let everything happen that one event causes: body streams take several. */
const turnsToSettle = 10;

/** A clock that jumps from one event to the next, once everything that the last one caused has happened. */
export class VirtualTime {
  #nowMs = 0;
  #timers: Timer[] = [];

  get nowMs(): number {
    return this.#nowMs;
  }

  at(atMs: number, fire: () => void): void {
    const timer = { atMs: Math.max(this.#nowMs, atMs), fire };
    const later = this.#timers.findIndex((other) => other.atMs > timer.atMs);
    this.#timers.splice(later === -1 ? this.#timers.length : later, 0, timer);
  }

  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.at(this.#nowMs + delayMs, resolve));
  }

  async runUntil(endMs: number): Promise<void> {
    await settle();
    for (let next = this.#timers[0]; next !== undefined && next.atMs <= endMs; next = this.#timers[0]) {
      this.#timers.shift();
      this.#nowMs = next.atMs;
      next.fire();
      await settle();
    }
    this.#nowMs = endMs;
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < turnsToSettle; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
