/** Two taps of one finger are never further apart. */
export const doubleTapMs = 280;
const doubleTapPx = 48;

export type Tap = { readonly atMs: number; readonly xPx: number; readonly yPx: number };

/** Tells a second tap from a first one. A third tap right after the second belongs to it. */
export class TapReader {
  #last: Tap | null = null;

  read(tap: Tap): 'single' | 'double' {
    const last = this.#last;
    this.#last = tap;
    if (last === null || tap.atMs - last.atMs > doubleTapMs) return 'single';
    return Math.hypot(tap.xPx - last.xPx, tap.yPx - last.yPx) <= doubleTapPx ? 'double' : 'single';
  }
}
