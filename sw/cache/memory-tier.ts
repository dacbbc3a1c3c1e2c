import { isWithin } from '../decision/time.ts';
import type { CachedBody, Entry } from './entry.ts';

export type MemoryLimits = { readonly budgetBytes: number; readonly timeToLiveMs: number };

type Kept = CachedBody & {
  readonly usedAtMs: number;
  /** The body is a handle to a file of the store, and becomes unreadable when that file goes. */
  readonly isHandle: boolean;
};

/**
 * Recently used or fetched bodies. The least recently used is dropped first. A Blob read from the store is only a
 * handle to its file, so keeping many costs little.
 */
export class MemoryTier {
  /** In order of use: a Map iterates in insertion order, and each use reinserts the body. */
  readonly #bodies = new Map<string, Kept>();
  #usedBytes = 0;

  constructor(
    readonly limits: MemoryLimits,
    readonly nowMs: () => number,
    readonly onDrop: (key: string) => void = () => undefined,
  ) {}

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Whether the body fits without dropping another. */
  hasRoomFor({ body }: CachedBody): boolean {
    return this.#usedBytes + body.size <= this.limits.budgetBytes;
  }

  keys(): string[] {
    return [...this.#bodies.keys()];
  }

  has(key: string): boolean {
    return this.#bodies.has(key);
  }

  find(key: string): CachedBody | undefined {
    const found = this.#bodies.get(key);
    if (found === undefined) return undefined;
    if (!this.#isLive(found)) {
      this.remove(key);
      return undefined;
    }
    this.#bodies.delete(key);
    this.#bodies.set(key, { ...found, usedAtMs: this.nowMs() });
    return found;
  }

  put({ entry, body }: CachedBody, isHandle = false): void {
    this.remove(entry.key);
    const { budgetBytes } = this.limits;
    const isKept = body.size <= budgetBytes;
    this.#shrinkTo(budgetBytes - (isKept ? body.size : 0));
    if (!isKept) return;
    this.#bodies.set(entry.key, { entry, body, isHandle, usedAtMs: this.nowMs() });
    this.#usedBytes += body.size;
  }

  renew(entry: Entry): void {
    const found = this.#bodies.get(entry.key);
    if (found !== undefined) this.#bodies.set(entry.key, { ...found, entry });
  }

  remove(key: string): void {
    const found = this.#bodies.get(key);
    if (found === undefined) return;
    this.#bodies.delete(key);
    this.#usedBytes -= found.body.size;
    this.onDrop(key);
  }

  clear(): void {
    for (const key of this.#bodies.keys()) this.remove(key);
  }

  /** Removes handles to files of the store, which may be gone. */
  removeHandles(): void {
    for (const [key, { isHandle }] of this.#bodies) if (isHandle) this.remove(key);
  }

  /** Removes bodies that exceed the budget, which may have changed, or were not used for their time to live. */
  sweep(): void {
    this.#shrinkTo(this.limits.budgetBytes);
    for (const [key, kept] of this.#bodies) {
      if (this.#isLive(kept)) break;
      this.remove(key);
    }
  }

  #shrinkTo(bytes: number): void {
    for (const oldest of this.#bodies.keys()) {
      if (this.#usedBytes <= bytes) break;
      this.remove(oldest);
    }
  }

  #isLive({ usedAtMs }: Kept): boolean {
    return isWithin(this.limits.timeToLiveMs, usedAtMs, this.nowMs());
  }
}
