import type { KeptPart } from './received-bytes.ts';
import { isWithin } from '../decision/time.ts';

const usualLimits: KeptPartsLimits = { budgetBytes: 16 * 1024 * 1024, timeToLiveMs: 60_000 };

export type KeptPartsLimits = { readonly budgetBytes: number; readonly timeToLiveMs: number };

/** Beginnings of bodies whose transfers were aborted, kept so that a retry soon after need not download them again. */
export class KeptParts {
  readonly #parts = new Map<string, { readonly part: KeptPart; readonly keptAtMs: number }>();
  #sizeBytes = 0;

  constructor(
    readonly nowMs: () => number,
    /** Called when a part is dropped unused: its bytes were wasted. */
    readonly onLost: (key: string, sizeBytes: number) => void = () => undefined,
    readonly limits: KeptPartsLimits = usualLimits,
  ) {}

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  keep(key: string, part: KeptPart): void {
    this.#lose(key);
    if (part.sizeBytes > this.limits.budgetBytes) {
      this.onLost(key, part.sizeBytes);
      return;
    }
    this.#parts.set(key, { part, keptAtMs: this.nowMs() });
    this.#sizeBytes += part.sizeBytes;
    // A Map iterates in insertion order, so the oldest come first.
    for (const [oldest, { keptAtMs }] of this.#parts) {
      if (this.#sizeBytes <= this.limits.budgetBytes && !this.#isExpired(keptAtMs)) break;
      this.#lose(oldest);
    }
  }

  /** Returns the part and removes it. */
  take(key: string): KeptPart | null {
    const kept = this.#parts.get(key);
    if (kept === undefined) return null;
    if (this.#isExpired(kept.keptAtMs)) {
      this.#lose(key);
      return null;
    }
    this.#drop(key);
    return kept.part;
  }

  /** Drops expired parts. Called periodically, so that they go even if no other part arrives. */
  sweep(): void {
    for (const [key, { keptAtMs }] of this.#parts) if (this.#isExpired(keptAtMs)) this.#lose(key);
  }

  forget(): void {
    for (const key of this.#parts.keys()) this.#lose(key);
  }

  #isExpired(keptAtMs: number): boolean {
    return !isWithin(this.limits.timeToLiveMs, keptAtMs, this.nowMs());
  }

  #lose(key: string): void {
    const sizeBytes = this.#parts.get(key)?.part.sizeBytes;
    this.#drop(key);
    if (sizeBytes !== undefined) this.onLost(key, sizeBytes);
  }

  #drop(key: string): void {
    this.#sizeBytes -= this.#parts.get(key)?.part.sizeBytes ?? 0;
    this.#parts.delete(key);
  }
}
