/** The last answer to a question that is polled. A failed request keeps the last answer. */
export class LatestAnswer<T> {
  #value: T | null = null;
  #isPending = false;

  constructor(readonly question: () => Promise<T>) {}

  get value(): T | null {
    return this.#value;
  }

  /** Asks unless an answer is pending: a late answer would overwrite a newer one. */
  async ask(): Promise<void> {
    if (this.#isPending) return;
    this.#isPending = true;
    try {
      this.#value = await this.question();
    } catch {
      // The last answer stays.
    } finally {
      this.#isPending = false;
    }
  }
}
