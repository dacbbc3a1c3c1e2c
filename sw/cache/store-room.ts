import { storeBudgetBytes, type StorageConditions } from '../decision/store/store-budget.ts';
import { isWithin } from '../decision/time.ts';
import { Breaker } from './breaker.ts';

export type ReadConditions = () => Promise<Omit<StorageConditions, 'ownBytes'>>;

const freshMs = 60_000;
/** After the browser refused, what was there was too much; what is learned so is believed for a while. */
const lessonMs = 600_000;
const shareAfterRefusal = 0.9;

/** How much room the store has: what the budget says, unless the browser has refused less. */
export class StoreRoom {
  readonly #refusals: Breaker;
  #budget: { readonly bytes: number; readonly readAtMs: number } | undefined;
  #lesson: { readonly bytes: number; readonly learnedAtMs: number } | undefined;

  constructor(
    readonly readConditions: ReadConditions,
    readonly nowMs: () => number,
  ) {
    this.#refusals = new Breaker(nowMs);
  }

  /** As far as it is known. */
  get knownBytes(): number {
    const { bytes, learnedAtMs } = this.#lesson ?? { bytes: Number.POSITIVE_INFINITY, learnedAtMs: 0 };
    const isBelieved = isWithin(lessonMs, learnedAtMs, this.nowMs());
    return Math.min(this.#budget?.bytes ?? 0, isBelieved ? bytes : Number.POSITIVE_INFINITY);
  }

  /** While the browser keeps refusing nothing is tried, with growing pauses. */
  get isRefused(): boolean {
    return this.#refusals.isPaused;
  }

  async budgetBytes(ownBytes: number): Promise<number> {
    if (this.#budget === undefined || !isWithin(freshMs, this.#budget.readAtMs, this.nowMs())) {
      const conditions = await this.readConditions();
      this.#budget = { bytes: storeBudgetBytes({ ...conditions, ownBytes }), readAtMs: this.nowMs() };
    }
    return this.knownBytes;
  }

  /** The settings have changed. */
  reconsider(): void {
    this.#budget = undefined;
  }

  /** The browser would not take this on top of what there is. Returns how much may stay. */
  learn(usedBytes: number, refusedBytes: number): number {
    const bytes = Math.max(0, Math.floor((usedBytes - refusedBytes) * shareAfterRefusal));
    this.#lesson = { bytes: bytes + refusedBytes, learnedAtMs: this.nowMs() };
    return bytes;
  }

  refused(): void {
    this.#refusals.fail();
  }

  accepted(): void {
    this.#refusals.succeed();
  }
}
