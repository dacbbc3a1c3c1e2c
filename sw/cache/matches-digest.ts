import type { Head } from '../body.ts';
import { md5 } from '../decision/resource/md5.ts';

type Announced = Pick<Head, 'digest' | 'lengthBytes' | 'mayBeCompressed'>;

/**
 * Whether the body matches the digest that its origin announced. True if it announced none, or if the digest may be
 * that of a compressed form.
 */
export async function matchesDigest(body: Blob, { digest, lengthBytes, mayBeCompressed }: Announced): Promise<boolean> {
  if (digest === null || (mayBeCompressed && body.size !== lengthBytes)) return true;
  const bytes = await body.arrayBuffer();
  const { algorithm, value } = digest;
  const actual =
    algorithm === 'md5' ? md5(new Uint8Array(bytes)) : new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
  return btoa(String.fromCharCode(...actual)) === value;
}
