/**
 * Counts the bytes received from each origin. Parallel transfers from one origin slow each other down; from these
 * counts a transfer can tell how long it would have taken alone.
 */
export class LineMeter {
  readonly #bytesByOrigin = new Map<string, number>();

  count(origin: string, bytes: number): void {
    this.#bytesByOrigin.set(origin, this.bytesOf(origin) + bytes);
  }

  bytesOf(origin: string): number {
    return this.#bytesByOrigin.get(origin) ?? 0;
  }
}

/** Returns how long a transfer's own bytes would have taken if nothing else had arrived meanwhile. */
export function aloneMs(elapsedMs: number, ownBytes: number, lineBytes: number): number {
  if (ownBytes <= 0 || lineBytes <= ownBytes) return Math.max(0, elapsedMs);
  return Math.max(0, elapsedMs) * (ownBytes / lineBytes);
}
