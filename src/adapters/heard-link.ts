/** Of so many responses the wait for the first byte is remembered. */
const rememberedWaits = 9;
/** What an older response counts, when a new one has come. */
const fading = 0.9;

/** What the worker's answers tell of the link: how fast it is, and how long it takes to the first byte. */
export class HeardLink {
  #bits = 0;
  #bodyMs = 0;
  #waitsMs: readonly number[] = [];

  /** Null until something that is kept has told. */
  get bps(): number | null {
    return this.#bodyMs > 0 ? (this.#bits * 1_000) / this.#bodyMs : null;
  }

  /** Where a connection is there already: what had to make one has waited longer. */
  get firstByteMs(): number {
    return this.#waitsMs.toSorted((a, b) => a - b)[this.#waitsMs.length >> 1] ?? 0;
  }

  /** `transferMs` is to the last byte, where that is known. */
  hear(bytes: number, firstByteMs: number, transferMs: number): void {
    if (firstByteMs > 0) this.#waitsMs = [firstByteMs, ...this.#waitsMs.slice(0, rememberedWaits - 1)];
    const bodyMs = transferMs - firstByteMs;
    if (!(bodyMs > 0 && bytes > 0)) return;
    this.#bits = this.#bits * fading + bytes * 8;
    this.#bodyMs = this.#bodyMs * fading + bodyMs;
  }
}
