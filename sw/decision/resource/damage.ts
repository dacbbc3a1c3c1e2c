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
  if (kind === 'manifest-or-playlist') return !/^(\xEF\xBB\xBF)?#EXTM3U/.test(textOf(start));
  const isBoxed = kind === 'segment' ? /\.(m4[sviav]|cmf[vat])$/i.test(address) : kind === 'mp4' && range === null;
  if (!isBoxed || lengthBytes === null) return false;
  const type = textOf(start.subarray(4, 8));
  if (/^[A-Za-z0-9 ]{4}$/.test(type) && fits(start, lengthBytes)) return false;
  return boxTypes.has(type) || lengthBytes % cipherBlockBytes !== 0;
}

/** What most segments and initialisation sections start with: a cipher never does. */
const boxTypes: ReadonlySet<string> = new Set(
  'ftyp styp sidx ssix moof moov mdat emsg prft free skip wide uuid meta pdin'.split(' '),
);

/** An ISO media box begins with its size in four bytes: 0 is "up to the end", 1 announces a size of 64 bits. */
function fits(start: Uint8Array, lengthBytes: number): boolean {
  const sizeBytes = new DataView(start.buffer, start.byteOffset, start.byteLength).getUint32(0);
  return sizeBytes <= 1 || (sizeBytes >= 8 && sizeBytes <= lengthBytes);
}

function textOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, tellingBytes));
}
