import type { LoadTiming } from '../../src/player/network-timing.ts';

const halfLives = { fastSeconds: 3, slowSeconds: 9 };
const defaultBps = 500_000;
const shortestMs = 50;

class Average {
  #value = 0;
  #weight = 0;

  constructor(readonly halfLifeSeconds: number) {}

  add(weight: number, value: number): void {
    const kept = 0.5 ** (weight / this.halfLifeSeconds);
    this.#value = value * (1 - kept) + kept * this.#value;
    this.#weight = 1 - kept * (1 - this.#weight);
  }

  get value(): number | null {
    return this.#weight === 0 ? null : this.#value / this.#weight;
  }
}

/** hls.js's bandwidth estimate: the lower of two moving averages. */
export class HlsEstimate {
  readonly #fast = new Average(halfLives.fastSeconds);
  readonly #slow = new Average(halfLives.slowSeconds);
  readonly #firstByte = new Average(halfLives.slowSeconds);

  get measuredBps(): number | null {
    const [fast, slow] = [this.#fast.value, this.#slow.value];
    return fast === null || slow === null ? null : Math.min(fast, slow);
  }

  get bps(): number {
    return this.measuredBps ?? defaultBps;
  }

  get firstByteMs(): number {
    return this.#firstByte.value ?? 100;
  }

  sample({ startMs, firstMs, endMs }: LoadTiming, bytes: number): void {
    const waitedMs = Math.max(0, firstMs - startMs);
    const bodyMs = Math.max(shortestMs, endMs - startMs - Math.min(waitedMs, this.firstByteMs));
    this.#fast.add(bodyMs / 1000, (8000 * bytes) / bodyMs);
    this.#slow.add(bodyMs / 1000, (8000 * bytes) / bodyMs);
    this.#firstByte.add(Math.sqrt(2), Math.max(waitedMs, 5));
  }
}
