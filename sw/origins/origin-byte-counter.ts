/**
 * Counts the bytes received from each origin. Parallel transfers from one origin slow each other down; from these
 * counts a transfer can tell how long it would have taken alone.
 */
export class OriginByteCounter {
  readonly #bytesByOrigin = new Map<string, number>();

  count(origin: string, bytes: number): void {
    this.#bytesByOrigin.set(origin, this.bytesOf(origin) + bytes);
  }

  bytesOf(origin: string): number {
    return this.#bytesByOrigin.get(origin) ?? 0;
  }
}

/** Returns how long a transfer's own bytes would have taken if nothing else had arrived meanwhile. */
export function uncontendedMs(elapsedMs: number, ownBytes: number, originBytes: number): number {
  if (ownBytes <= 0 || originBytes <= ownBytes) return Math.max(0, elapsedMs);
  return Math.max(0, elapsedMs) * (ownBytes / originBytes);
}
