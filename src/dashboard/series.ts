/** A longer pause between samples is a gap: the page was hidden, or the machine asleep. */
const gapSeconds = 5;

/** Values of several lines over the last `keptSeconds`, in the columns that a chart takes. */
export class Series {
  readonly #times: number[] = [];
  readonly #values = new Map<string, (number | null)[]>();

  constructor(readonly keptSeconds: number) {}

  get names(): string[] {
    return [...this.#values.keys()];
  }

  /**
   * Adds a sample. A line missing from it gets a gap, and is dropped once its last value has expired. A new line starts
   * with gaps. After a pause in sampling, all lines get a gap.
   */
  push(atSeconds: number, sample: Readonly<Record<string, number | null>>): void {
    const lastSeconds = this.#times.at(-1) ?? atSeconds;
    if (atSeconds - lastSeconds > gapSeconds) this.#add((lastSeconds + atSeconds) / 2, {});
    this.#add(atSeconds, sample);
  }

  #add(atSeconds: number, sample: Readonly<Record<string, number | null>>): void {
    for (const name of Object.keys(sample)) {
      if (!this.#values.has(name))
        this.#values.set(
          name,
          Array.from({ length: this.#times.length }, () => null),
        );
    }
    this.#times.push(atSeconds);
    for (const [name, values] of this.#values) values.push(sample[name] ?? null);
    const gone = this.#times.findIndex((seconds) => seconds > atSeconds - this.keptSeconds);
    for (const column of [this.#times, ...this.#values.values()]) column.splice(0, gone);
    for (const [name, values] of this.#values)
      if (!Object.hasOwn(sample, name) && values.every((value) => value === null)) this.#values.delete(name);
  }

  columns(names: readonly string[]): [number[], ...(number | null)[][]] {
    const gaps = () => Array.from({ length: this.#times.length }, () => null);
    return [[...this.#times], ...names.map((name) => [...(this.#values.get(name) ?? gaps())])];
  }
}
