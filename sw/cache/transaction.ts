import type { IDBPTransaction } from 'idb';
import type { NextreelDatabase, NextreelSchema } from './schema.ts';

type CacheStores = ['entries', 'bodies', 'index', 'journal'];
const cacheStores: CacheStores = ['entries', 'bodies', 'index', 'journal'];

export type CacheTransaction<Mode extends IDBTransactionMode> = IDBPTransaction<NextreelSchema, CacheStores, Mode>;

export function read<T>(
  database: NextreelDatabase,
  work: (transaction: CacheTransaction<'readonly'>) => Promise<T>,
): Promise<T> {
  return runTransaction(database.transaction(cacheStores, 'readonly'), work);
}

/**
 * Runs one atomic transaction. Only one can run at a time, across all workers that have the database open. A cache need
 * not survive a power cut: relaxed durability.
 */
export function write<T>(
  database: NextreelDatabase,
  work: (transaction: CacheTransaction<'readwrite'>) => Promise<T>,
): Promise<T> {
  return runTransaction(database.transaction(cacheStores, 'readwrite', { durability: 'relaxed' }), work);
}

/** Waits for the transaction's end, since only that reports an exceeded quota: the writes may have succeeded. */
export async function runTransaction<T, Transaction extends { readonly done: Promise<void>; abort(): void }>(
  transaction: Transaction,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  const end = transaction.done.then(
    () => null,
    (cause: unknown) => ({ cause }),
  );
  try {
    const result = await work(transaction);
    const failure = await end;
    if (failure !== null) throw failure.cause;
    return result;
  } catch (cause) {
    abort(transaction);
    // A request that fails because its transaction was aborted does not carry the reason.
    throw isAbort(cause) ? ((await end)?.cause ?? cause) : cause;
  }
}

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // It has already ended.
  }
}

function isAbort(cause: unknown): boolean {
  return cause instanceof DOMException && cause.name === 'AbortError';
}
