import type { IDBPDatabase } from 'idb';
import * as v from 'valibot';
import type { SavedSchema } from './saved-schema.ts';

export const sealedSchema = v.object({ iv: v.instance(Uint8Array), bytes: v.instance(ArrayBuffer) });
export type Sealed = { readonly iv: Uint8Array<ArrayBuffer>; readonly bytes: ArrayBuffer };

const algorithm = 'AES-GCM';

/**
 * Encrypts secrets, such as the keys of encrypted reels, with a key of this browser that scripts cannot extract. A copy
 * of the database does not reveal them, and once the key is destroyed they cannot be decrypted here either.
 */
export async function seal(database: IDBPDatabase<SavedSchema>, secret: ArrayBuffer): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const bytes = await crypto.subtle.encrypt({ name: algorithm, iv }, await keyOf(database), secret);
  return { iv, bytes };
}

export async function unseal(database: IDBPDatabase<SavedSchema>, { iv, bytes }: Sealed): Promise<ArrayBuffer> {
  return crypto.subtle.decrypt({ name: algorithm, iv }, await keyOf(database), bytes);
}

/** Returns the key, creating it if needed. If two workers create one at the same time, both use the first. */
async function keyOf(database: IDBPDatabase<SavedSchema>): Promise<CryptoKey> {
  const kept = await database.get('vault', 'key');
  if (kept !== undefined) return kept;
  const made = await crypto.subtle.generateKey({ name: algorithm, length: 256 }, false, ['encrypt', 'decrypt']);
  const transaction = database.transaction('vault', 'readwrite');
  const first = (await transaction.store.get('key')) ?? made;
  await transaction.store.put(first, 'key');
  await transaction.done;
  return first;
}
