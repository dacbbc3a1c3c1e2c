import type { Head } from '../body.ts';
import { md5 } from '../decision/resource/md5.ts';

type Announced = Pick<Head, 'digest' | 'lengthBytes' | 'mayBeCompressed'>;

/**
 * Whether the bytes are those that the origin meant to send. Where it does not say, or may speak of a compressed form of
 * them, they are.
 */
export async function matchesDigest(body: Blob, { digest, lengthBytes, mayBeCompressed }: Announced): Promise<boolean> {
  if (digest === null || (mayBeCompressed && body.size !== lengthBytes)) return true;
  const bytes = await body.arrayBuffer();
  const { algorithm, value } = digest;
  const actual =
    algorithm === 'md5' ? md5(new Uint8Array(bytes)) : new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
  return btoa(String.fromCharCode(...actual)) === value;
}
