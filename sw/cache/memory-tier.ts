import type { CachedBody } from './entry.ts';

export type MemoryLimits = { readonly budgetBytes: number; readonly timeToLiveMs: number };

/**
 * Bodies that were used or fetched lately, least recently used first out. A Blob read back from the store is only a
 * handle to its file, so keeping many costs little.
 */
export class MemoryTier {
  /** In order of use: a Map iterates by insertion, and use inserts again. */
  readonly #bodies = new Map<string, CachedBody & { readonly expiresAtMs: number }>();
  #usedBytes = 0;

  constructor(
    readonly limits: MemoryLimits,
    readonly nowMs: () => number,
  ) {}

  get usedBytes(): number {
    return this.#usedBytes;
  }

  find(key: string): CachedBody | undefined {
    const found = this.#bodies.get(key);
    if (found === undefined) return undefined;
    this.remove(key);
    if (found.expiresAtMs <= this.nowMs()) return undefined;
    this.put(found);
    return found;
  }

  put({ entry, body }: CachedBody): void {
    this.remove(entry.key);
    if (body.size > this.limits.budgetBytes) return;
    this.#bodies.set(entry.key, { entry, body, expiresAtMs: this.nowMs() + this.limits.timeToLiveMs });
    this.#usedBytes += body.size;
    for (const oldest of this.#bodies.keys()) {
      if (this.#usedBytes <= this.limits.budgetBytes) break;
      this.remove(oldest);
    }
  }

  remove(key: string): void {
    const found = this.#bodies.get(key);
    if (found === undefined) return;
    this.#bodies.delete(key);
    this.#usedBytes -= found.body.size;
  }
}
