import type { Cause } from './prediction-ledger.ts';

/** Why each transfer under way was begun, and whether a player has come to want it too. */
export class TransferCauses {
  readonly #prefetches = new Map<string, Cause>();
  readonly #wantedByPlayer = new Set<string>();

  prefetch(key: string, cause: Cause, end: Promise<unknown>): void {
    this.#prefetches.set(key, cause);
    this.#forgetIfFailed(key, end);
  }

  player(key: string, end: Promise<unknown>): void {
    this.#wantedByPlayer.add(key);
    this.#forgetIfFailed(key, end);
  }

  /** Whether what is on its way was begun on a guess. */
  isPrefetch(key: string): boolean {
    return this.#prefetches.has(key);
  }

  /** What a body that has arrived was fetched for. Null: for a player alone. */
  take(key: string): { readonly prefetchedBy: Cause | null; readonly isWatched: boolean } {
    const prefetchedBy = this.#prefetches.get(key) ?? null;
    const isWatched = this.#wantedByPlayer.has(key) || prefetchedBy === null;
    this.#forget(key);
    return { prefetchedBy, isWatched };
  }

  #forgetIfFailed(key: string, end: Promise<unknown>): void {
    end.catch(() => this.#forget(key));
  }

  #forget(key: string): void {
    this.#prefetches.delete(key);
    this.#wantedByPlayer.delete(key);
  }
}
