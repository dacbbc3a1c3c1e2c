import type { Memory } from '../memory.ts';

/** A memory that a test can inspect, make fail, and hold up. */
export class FakeMemory implements Memory {
  reads = 0;
  writes = 0;
  isFailing = false;
  #held = Promise.resolve();
  #release = (): void => undefined;

  constructor(public saved?: unknown) {}

  async read(): Promise<unknown> {
    this.reads += 1;
    await this.#answer();
    return this.saved;
  }

  async write(value: unknown): Promise<void> {
    const written: unknown = structuredClone(value);
    this.writes += 1;
    await this.#answer();
    this.saved = written;
  }

  /** Holds up all reads and writes until `release`. */
  hold(): void {
    this.#held = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  release(): void {
    this.#release();
  }

  async #answer(): Promise<void> {
    await this.#held;
    if (this.isFailing) throw new Error('The memory is away');
  }
}
