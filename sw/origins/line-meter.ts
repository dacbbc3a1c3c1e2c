/**
 * Counts what comes in over each origin's line. A transfer that shares a line with others is slow for their sake; with
 * this it can tell how long it would have taken alone.
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

/** The share of a stretch of time that bytes would have taken, had nothing else come over the line meanwhile. */
export function aloneMs(elapsedMs: number, ownBytes: number, lineBytes: number): number {
  if (ownBytes <= 0 || lineBytes <= ownBytes) return Math.max(0, elapsedMs);
  return Math.max(0, elapsedMs) * (ownBytes / lineBytes);
}
