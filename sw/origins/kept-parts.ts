import type { KeptPart } from './arrived-body.ts';

export type KeptPartsLimits = { readonly budgetBytes: number; readonly timeToLiveMs: number };

/** Beginnings of bodies whose transfers were given up: what was paid for is not paid for again a moment later. */
export class KeptParts {
  readonly #parts = new Map<string, { readonly part: KeptPart; readonly keptAtMs: number }>();
  #sizeBytes = 0;

  constructor(
    readonly limits: KeptPartsLimits,
    readonly nowMs: () => number,
  ) {}

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  keep(key: string, part: KeptPart): void {
    this.#drop(key);
    if (part.sizeBytes > this.limits.budgetBytes) return;
    this.#parts.set(key, { part, keptAtMs: this.nowMs() });
    this.#sizeBytes += part.sizeBytes;
    // Oldest first, as a Map keeps its order.
    for (const [oldest, { keptAtMs }] of this.#parts) {
      if (this.#sizeBytes <= this.limits.budgetBytes && !this.#isOver(keptAtMs)) break;
      this.#drop(oldest);
    }
  }

  /** Whoever takes a part has it for himself. */
  take(key: string): KeptPart | null {
    const kept = this.#parts.get(key);
    this.#drop(key);
    return kept === undefined || this.#isOver(kept.keptAtMs) ? null : kept.part;
  }

  clear(): void {
    this.#parts.clear();
    this.#sizeBytes = 0;
  }

  #isOver(keptAtMs: number): boolean {
    return this.nowMs() - keptAtMs > this.limits.timeToLiveMs;
  }

  #drop(key: string): void {
    this.#sizeBytes -= this.#parts.get(key)?.part.sizeBytes ?? 0;
    this.#parts.delete(key);
  }
}
