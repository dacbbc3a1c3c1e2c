import { storeBudgetBytes, type StorageConditions } from '../decision/store/store-budget.ts';
import { isWithin } from '../decision/time.ts';
import { Breaker } from './breaker.ts';

export type ReadConditions = () => Promise<Omit<StorageConditions, 'ownBytes'>>;

const freshMs = 60_000;
/** How long a limit that was learned from a refusal by the browser applies. */
const refusalLimitMs = 600_000;
const shareAfterRefusal = 0.9;

/** How much room the store has: its budget, or less after the browser has refused a write. */
export class StoreRoom {
  readonly #refusals: Breaker;
  #budget: { readonly bytes: number; readonly readAtMs: number } | undefined;
  #refusalLimit: { readonly bytes: number; readonly learnedAtMs: number } | undefined;

  constructor(
    readonly readConditions: ReadConditions,
    readonly nowMs: () => number,
  ) {
    this.#refusals = new Breaker(nowMs);
  }

  /** The limit as last determined; 0 before the budget is first read. */
  get knownBytes(): number {
    const { bytes, learnedAtMs } = this.#refusalLimit ?? { bytes: Number.POSITIVE_INFINITY, learnedAtMs: 0 };
    const isLimitCurrent = isWithin(refusalLimitMs, learnedAtMs, this.nowMs());
    return Math.min(this.#budget?.bytes ?? 0, isLimitCurrent ? bytes : Number.POSITIVE_INFINITY);
  }

  /** Whether writes are paused because the browser refuses them. The pauses grow with each refusal. */
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

  /** Makes the budget be read again after a change of settings. */
  reconsider(): void {
    this.#budget = undefined;
  }

  /** Learns that the browser refused these bytes on top of those in use. Returns how many may stay. */
  learn(usedBytes: number, refusedBytes: number): number {
    const bytes = Math.max(0, Math.floor((usedBytes - refusedBytes) * shareAfterRefusal));
    this.#refusalLimit = { bytes: bytes + refusedBytes, learnedAtMs: this.nowMs() };
    return bytes;
  }

  refused(): void {
    this.#refusals.fail();
  }

  accepted(): void {
    this.#refusals.succeed();
  }
}
