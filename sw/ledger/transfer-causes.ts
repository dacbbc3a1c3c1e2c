import type { ByteCause } from './byte-ledger.ts';

/** Why each transfer under way was begun, and whether a player has come to want it too. */
export class TransferCauses {
  readonly #prefetches = new Map<string, ByteCause>();
  readonly #wantedByPlayer = new Set<string>();

  prefetch(key: string, cause: ByteCause, end: Promise<unknown>): void {
    this.#prefetches.set(key, cause);
    this.#forgetIfFailed(key, end);
  }

  player(key: string, end: Promise<unknown>): void {
    this.#wantedByPlayer.add(key);
    this.#forgetIfFailed(key, end);
  }

  /** What a body that has arrived was fetched for. Null: for a player alone. */
  take(key: string): { readonly prefetchedBy: ByteCause | null; readonly isWatched: boolean } {
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
