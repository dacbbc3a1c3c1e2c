/** Values of several lines over time, the latest so many, in the columns that a chart takes. */
export class Series {
  readonly #times: number[] = [];
  readonly #values = new Map<string, (number | null)[]>();

  constructor(readonly keptSamples: number) {}

  get names(): string[] {
    return [...this.#values.keys()];
  }

  /** A line that is not named has a gap; a new one begins with gaps. */
  push(atSeconds: number, sample: Readonly<Record<string, number | null>>): void {
    for (const name of Object.keys(sample)) {
      if (!this.#values.has(name))
        this.#values.set(
          name,
          Array.from({ length: this.#times.length }, () => null),
        );
    }
    this.#times.push(atSeconds);
    for (const [name, values] of this.#values) values.push(sample[name] ?? null);
    if (this.#times.length <= this.keptSamples) return;
    this.#times.shift();
    for (const values of this.#values.values()) values.shift();
  }

  columns(names: readonly string[]): [number[], ...(number | null)[][]] {
    const gaps = () => Array.from({ length: this.#times.length }, () => null);
    return [[...this.#times], ...names.map((name) => [...(this.#values.get(name) ?? gaps())])];
  }
}
