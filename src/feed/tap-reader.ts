/** The longest time between the two taps of a double tap. */
export const doubleTapMs = 280;
const doubleTapPx = 48;

export type Tap = { readonly atMs: number; readonly xPx: number; readonly yPx: number };

/** Distinguishes double taps from single ones. A third quick tap counts as double too. */
export class TapReader {
  #last: Tap | null = null;

  read(tap: Tap): 'single' | 'double' {
    const last = this.#last;
    this.#last = tap;
    if (last === null || tap.atMs - last.atMs > doubleTapMs) return 'single';
    return Math.hypot(tap.xPx - last.xPx, tap.yPx - last.yPx) <= doubleTapPx ? 'double' : 'single';
  }
}
