/** A press that rests this long is a hold; a tap is much shorter. */
const holdAfterMs = 450;
const maxMovePx = 12;

type Point = { readonly clientX: number; readonly clientY: number };

/** Distinguishes holding the picture from tapping or swiping it. */
export class HoldReader {
  #from: Point | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isHeld = false;
  #clickEndsHold = false;

  constructor(readonly onHold: (isHeld: boolean) => void) {}

  down(point: Point): void {
    this.#from = point;
    this.#clickEndsHold = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#set(true), holdAfterMs);
  }

  move({ clientX, clientY }: Point): void {
    if (this.#from === null || this.#isHeld) return;
    if (Math.hypot(clientX - this.#from.clientX, clientY - this.#from.clientY) > maxMovePx) this.up();
  }

  /** Ends the press: the finger is lifted, moves too far, or scrolls the page. */
  up(): void {
    clearTimeout(this.#timer);
    this.#from = null;
    if (this.#isHeld) this.#set(false);
  }

  /** Whether this click only ends a hold; true once per hold. Browsers send no click after a long touch. */
  endsHold(): boolean {
    const endsHold = this.#clickEndsHold;
    this.#clickEndsHold = false;
    return endsHold;
  }

  #set(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#clickEndsHold = isHeld || this.#clickEndsHold;
    this.onHold(isHeld);
  }
}
