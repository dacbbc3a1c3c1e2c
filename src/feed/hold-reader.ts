/** A finger that rests this long holds; a tap is over long before. */
const restMs = 450;
const restPx = 12;

type Point = { readonly clientX: number; readonly clientY: number };

/** Tells a finger that holds the picture from one that taps it or swipes it away. */
export class HoldReader {
  #from: Point | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isHeld = false;
  #ownsClick = false;

  constructor(readonly onHold: (isHeld: boolean) => void) {}

  down(point: Point): void {
    this.#from = point;
    this.#ownsClick = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#set(true), restMs);
  }

  move({ clientX, clientY }: Point): void {
    if (this.#from === null || this.#isHeld) return;
    if (Math.hypot(clientX - this.#from.clientX, clientY - this.#from.clientY) > restPx) this.up();
  }

  /** It is lifted, or the browser scrolls with it. */
  up(): void {
    clearTimeout(this.#timer);
    this.#from = null;
    if (this.#isHeld) this.#set(false);
  }

  /** Whether a click on the picture is only the end of a hold. After a long touch browsers send none. */
  takesClick(): boolean {
    const takes = this.#ownsClick;
    this.#ownsClick = false;
    return takes;
  }

  #set(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#ownsClick = isHeld || this.#ownsClick;
    this.onHold(isHeld);
  }
}
