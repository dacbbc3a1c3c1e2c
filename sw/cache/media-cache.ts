import type { CachedBody, Entry } from './entry.ts';
import type { MemoryTier } from './memory-tier.ts';
import type { Store } from './store.ts';

export type Found = CachedBody & { readonly tier: 'memory' | 'store' };

/**
 * Memory in front of the store in front of nothing. A store that fails is a store that has nothing: playback goes on
 * from memory and the network.
 */
export class MediaCache {
  /** When each body was used, as far as the store does not know it yet. */
  readonly #used = new Map<string, number>();

  constructor(
    readonly memory: MemoryTier,
    readonly store: Store,
    readonly nowMs: () => number,
    readonly onStoreFailure: (cause: unknown) => void,
  ) {}

  async find(key: string): Promise<Found | undefined> {
    const found = await this.#lookUp(key);
    if (found !== undefined) this.#used.set(key, this.nowMs());
    return found;
  }

  async #lookUp(key: string): Promise<Found | undefined> {
    const inMemory = this.memory.find(key);
    if (inMemory !== undefined) return { ...inMemory, tier: 'memory' };
    const stored = await this.#tolerate(this.store.find(key));
    if (stored === undefined) return undefined;
    this.memory.put(stored);
    return { ...stored, tier: 'store' };
  }

  async has(key: string): Promise<boolean> {
    return this.memory.find(key) !== undefined || (await this.#tolerate(this.store.has(key))) === true;
  }

  async put(entry: Entry, body: Blob): Promise<void> {
    this.memory.put({ entry, body });
    await this.#tolerate(this.store.put({ entry, body }));
  }

  /** What was used since the last call is written down together: a use must not cost a write of its own. */
  async rememberUses(): Promise<void> {
    const used = [...this.#used];
    this.#used.clear();
    if (used.length > 0) await this.#tolerate(this.store.touch(used));
  }

  async #tolerate<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (cause) {
      this.onStoreFailure(cause);
      return undefined;
    }
  }
}
