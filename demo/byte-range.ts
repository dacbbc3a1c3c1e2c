export type ByteRange = { readonly start: number; readonly endExclusive: number };

/**
 * Reads a `Range` header with one range. Returns `null` if none has to be honoured (several ranges, another unit,
 * invalid syntax), so that the whole body is sent, and `unsatisfiable` if the range starts beyond the end.
 */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (match === null || (from === '' && to === '')) return null;
  if (from === '') {
    const lengthBytes = Number(to);
    if (lengthBytes === 0 || sizeBytes === 0) return 'unsatisfiable';
    return { start: Math.max(0, sizeBytes - lengthBytes), endExclusive: sizeBytes };
  }
  const start = Number(from);
  const endExclusive = to === '' ? sizeBytes : Math.min(sizeBytes, Number(to) + 1);
  if (to !== '' && Number(to) < start) return null;
  return start >= sizeBytes ? 'unsatisfiable' : { start, endExclusive };
}
