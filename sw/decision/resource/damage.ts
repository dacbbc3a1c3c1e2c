import type { Resource } from './resource.ts';

/** So many bytes tell what a body is. */
export const tellingBytes = 12;

/** The block size of AES-128: a segment that is encrypted as a whole is a multiple of it, and starts with anything. */
const cipherBlockBytes = 16;

/**
 * Whether a body that starts like this cannot be what its address says. It finds bodies that were damaged or replaced on
 * their way under the right headers; a resource of which nothing is known passes.
 */
export function isDamagedStart(
  { kind, urls, range }: Pick<Resource, 'kind' | 'urls' | 'range'>,
  start: Uint8Array,
  lengthBytes: number | null,
): boolean {
  if (start.length < tellingBytes) return false;
  const [address = ''] = (urls[0] ?? '').split(/[?#]/, 1);
  if (kind === 'manifest-or-playlist')
    return !textOf(start)
      .replace(/^\xEF\xBB\xBF/, '')
      .startsWith('#EXTM3U');
  const isBoxed = kind === 'segment' ? /\.(m4[sviav]|cmf[vat])$/i.test(address) : kind === 'mp4' && range === null;
  if (!isBoxed || lengthBytes === null || lengthBytes % cipherBlockBytes === 0) return false;
  return !startsWithBox(start, lengthBytes);
}

/** An ISO media box: its size in four bytes, its type in four letters. */
function startsWithBox(start: Uint8Array, lengthBytes: number): boolean {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const sizeBytes = view.getUint32(0);
  // 0 is "up to the end", 1 announces a size of 64 bits.
  const isPossible = sizeBytes <= 1 || (sizeBytes >= 8 && sizeBytes <= lengthBytes);
  return isPossible && /^[A-Za-z0-9 ]{4}$/.test(textOf(start.subarray(4, 8)));
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, tellingBytes));
}
