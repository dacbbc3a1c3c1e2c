/** What was read from texts, by key. When there are too many or they become too long, the oldest are dropped. */
export class RecentTexts<Read extends { readonly text: string }> {
  /** The latest last, since a Map iterates in the order of insertion. */
  readonly #reads = new Map<string, Read>();
  #characters = 0;

  constructor(readonly limits: { readonly texts: number; readonly characters: number }) {}

  get(key: string): Read | undefined {
    return this.#reads.get(key);
  }

  values(): IterableIterator<Read> {
    return this.#reads.values();
  }

  /** A text that is too long by itself is not kept. */
  set(key: string, read: Read): void {
    this.#delete(key);
    if (read.text.length > this.limits.characters) return;
    this.#reads.set(key, read);
    this.#characters += read.text.length;
    for (const oldest of this.#reads.keys()) {
      if (!this.#isFull) break;
      this.#delete(oldest);
    }
  }

  clear(): void {
    this.#reads.clear();
    this.#characters = 0;
  }

  get #isFull(): boolean {
    return this.#reads.size > this.limits.texts || this.#characters > this.limits.characters;
  }

  #delete(key: string): void {
    this.#characters -= this.#reads.get(key)?.text.length ?? 0;
    this.#reads.delete(key);
  }
}
