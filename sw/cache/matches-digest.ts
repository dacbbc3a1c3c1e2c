import type { Digest } from '../decision/resource/digest.ts';
import { md5 } from '../decision/resource/md5.ts';

/** Whether the bytes are those that the origin meant to send. Where it does not say, they are. */
export async function matchesDigest(body: Blob, digest: Digest | null): Promise<boolean> {
  if (digest === null) return true;
  const bytes = await body.arrayBuffer();
  const { algorithm, value } = digest;
  const actual =
    algorithm === 'md5' ? md5(new Uint8Array(bytes)) : new Uint8Array(await crypto.subtle.digest(algorithm, bytes));
  return btoa(String.fromCharCode(...actual)) === value;
}
