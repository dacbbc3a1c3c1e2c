import type { Resource } from './resource.ts';

/** The first bytes that are needed to recognise a body. */
export const sniffedBytes = 12;

/**
 * Whether a body that starts like this cannot be what its URL says: it was damaged or replaced in transit, although its
 * headers are right. `mostBytes` is the most that the body can have. A name says little about the contents (there are
 * transport streams called .m4s, and encrypted segments start with any bytes), so media count as damaged only if they
 * clearly are something else.
 */
export function isDamagedStart(
  { kind, range }: Pick<Resource, 'kind' | 'range'>,
  start: Uint8Array,
  mostBytes: number,
): boolean {
  if (start.length < sniffedBytes) return false;
  const text = String.fromCharCode(...start.subarray(0, sniffedBytes));
  if (kind === 'manifest-or-playlist')
    return !'#EXTM3U'.startsWith(
      text
        .replace(/^\xEF\xBB\xBF/, '')
        .trim()
        .slice(0, 7),
    );
  if ((kind !== 'segment' && kind !== 'mp4') || range !== null) return false;
  return /^\s*<(?:!doctype|html|\?xml)/i.test(text) || isOverlongBox(start, text.slice(4, 8), mostBytes);
}

/**
 * Whether a page or a message came instead of the file, as from a captive portal or a framework's error handler. Small
 * servers send media with such a Content-Type too, so the first bytes have to be text as well.
 */
export function isPageInsteadOfFile({ kind }: Pick<Resource, 'kind'>, contentType: string, start: Uint8Array): boolean {
  if (/^(other|manifest-or-playlist)$/.test(kind)) return false;
  if (!/^\s*(text\/html|application\/(json|problem\+json|xhtml))/i.test(contentType)) return false;
  const text = String.fromCharCode(...start.subarray(0, sniffedBytes));
  return /^(\xEF\xBB\xBF)?\s*[<{["][\s\x20-\x7E]*$/.test(text);
}

/** Box types that most segments and initialisation sections start with, but encrypted ones practically never. */
export const boxTypes: ReadonlySet<string> = new Set(
  'ftyp styp sidx ssix moof moov mdat emsg prft free skip wide uuid meta pdin'.split(' '),
);

/** An ISO media box begins with its size in four bytes: 0 means up to the end, 1 announces a 64-bit size. */
function isOverlongBox(start: Uint8Array, type: string, mostBytes: number): boolean {
  if (!boxTypes.has(type)) return false;
  const sizeBytes = new DataView(start.buffer, start.byteOffset, start.byteLength).getUint32(0);
  return sizeBytes > 1 && (sizeBytes < 8 || sizeBytes > mostBytes);
}
