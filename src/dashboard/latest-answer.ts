/** What was answered last to a question that is asked again and again. Whoever does not answer is known by what stands still. */
export class LatestAnswer<T> {
  #value: T | null = null;
  #isAsked = false;

  constructor(readonly question: () => Promise<T>) {}

  get value(): T | null {
    return this.#value;
  }

  /** An answer that is late is waited for: it would take the place of a newer one. */
  async ask(): Promise<void> {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#value = await this.question().catch(() => this.#value);
    this.#isAsked = false;
  }
}
