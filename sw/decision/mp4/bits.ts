/** Reads a codec's bitstream bit by bit. */
export class Bits {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  /** All bits after the end read as 1, so that every Exp-Golomb number ends. */
  read(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left -= 1) {
      value = value * 2 + (((this.bytes[this.#at >> 3] ?? 255) >> (7 - (this.#at & 7))) & 1);
      this.#at += 1;
    }
    return value;
  }

  isSet(): boolean {
    return this.read(1) === 1;
  }

  /** Reads an Exp-Golomb number: n zeros, a one, and n more bits. */
  number(): number {
    let zeros = 0;
    while (this.read(1) === 0) zeros += 1;
    return 2 ** zeros - 1 + this.read(zeros);
  }

  skipNumbers(count: number): void {
    for (let left = count; left > 0; left -= 1) this.number();
  }
}
