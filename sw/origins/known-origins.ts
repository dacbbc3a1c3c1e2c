import type { Origin } from '../../src/shared/feed.ts';
import * as v from 'valibot';

export type Memory = {
  read(): Promise<unknown>;
  write(value: unknown): Promise<void>;
};

const originsSchema = v.array(v.object({ id: v.string(), url: v.string() }));

/** Which addresses are replicas of each other. It must be known before the first answer, also of a new worker. */
export class KnownOrigins {
  #origins: Promise<readonly Origin[]> | undefined;
  #latest: readonly Origin[] = [];

  constructor(readonly memory: Memory) {}

  /** As far as they are known without waiting. */
  get latest(): readonly Origin[] {
    return this.#latest;
  }

  get(): Promise<readonly Origin[]> {
    this.#origins ??= this.#restore();
    return this.#origins;
  }

  async update(origins: readonly Origin[]): Promise<void> {
    const known = await this.get();
    if (JSON.stringify(known) === JSON.stringify(origins)) return;
    this.#latest = origins;
    this.#origins = Promise.resolve(origins);
    await this.memory.write(origins);
  }

  /** The name of the origin that serves this address; its host where nobody named it. */
  idOf(url: string): string {
    return this.#latest.find((origin) => url.startsWith(origin.url))?.id ?? new URL(url).host;
  }

  async #restore(): Promise<readonly Origin[]> {
    const saved = v.safeParse(originsSchema, await this.memory.read().catch(() => undefined));
    this.#latest = saved.success ? saved.output : [];
    return this.#latest;
  }
}
