/** Red, green and blue from 0 to 1; higher values are overexposed. */
export type Colour = readonly [number, number, number];

/** The height of every frame, in units of its width. */
export const pictureHeight = 16 / 9;

/** A portrait frame. Coordinates go from 0 to 1 across and from 0 to 16/9 down. */
export class Canvas {
  readonly height: number;
  readonly pixels: Float32Array;

  constructor(readonly width: number) {
    this.height = Math.round(width * pictureHeight);
    this.pixels = new Float32Array(this.width * this.height * 3);
  }

  /** Sets every pixel in a horizontal band. The painter writes into `out`. */
  shade(painter: (x: number, y: number, out: Float32Array) => void, fromY = 0, toY = pictureHeight): void {
    const out = new Float32Array(3);
    const last = Math.min(this.height, Math.ceil(toY * this.width));
    for (let row = Math.max(0, Math.floor(fromY * this.width)); row < last; row++) {
      for (let column = 0; column < this.width; column++) {
        painter(column / this.width, row / this.width, out);
        const index = (row * this.width + column) * 3;
        this.pixels[index] = out[0] ?? 0;
        this.pixels[index + 1] = out[1] ?? 0;
        this.pixels[index + 2] = out[2] ?? 0;
      }
    }
  }

  /** Paints a vertical gradient through evenly spaced stops. */
  gradient(stops: readonly Colour[], fromY = 0, toY = pictureHeight): void {
    const steps = stops.length - 1;
    const out = new Float32Array(3);
    const last = Math.min(this.height, Math.ceil(toY * this.width));
    for (let row = Math.max(0, Math.floor(fromY * this.width)); row < last; row++) {
      const at = Math.min(0.9999, Math.max(0, (row / this.width - fromY) / (toY - fromY))) * steps;
      const from = stops[Math.floor(at)];
      const to = stops[Math.floor(at) + 1];
      if (from === undefined || to === undefined) continue;
      blend(out, from, to, at % 1);
      const end = (row + 1) * this.width * 3;
      for (let index = row * this.width * 3; index < end; index += 3) this.pixels.set(out, index);
    }
  }

  /** Scales a smaller canvas up to this one. Soft content is cheaper to draw small. */
  spread(small: Canvas): void {
    const scale = (small.width - 1) / (this.width - 1);
    for (let row = 0; row < this.height; row++) {
      const y = Math.min(small.height - 1.001, row * scale);
      const top = Math.floor(y);
      for (let column = 0; column < this.width; column++) {
        const x = Math.min(small.width - 1.001, column * scale);
        const left = Math.floor(x);
        const from = (top * small.width + left) * 3;
        const to = (row * this.width + column) * 3;
        for (let channel = 0; channel < 3; channel++) {
          this.pixels[to + channel] = small.#between(from + channel, x - left, y - top);
        }
      }
    }
  }

  #between(index: number, right: number, down: number): number {
    const { pixels } = this;
    const below = index + this.width * 3;
    const upper = (pixels[index] ?? 0) * (1 - right) + (pixels[index + 3] ?? 0) * right;
    const lower = (pixels[below] ?? 0) * (1 - right) + (pixels[below + 3] ?? 0) * right;
    return upper * (1 - down) + lower * down;
  }

  /** Blends a colour over a box; `cover` returns its opacity at each pixel. */
  cover(box: Box, colour: Colour, cover: (x: number, y: number) => number): void {
    this.#visit(box, (index, x, y) => {
      const share = Math.min(1, cover(x, y));
      if (share > 0) mixInto(this.pixels, index, colour[0], colour[1], colour[2], share);
    });
  }

  /** Adds light to a box. */
  light(box: Box, colour: Colour, strength: (x: number, y: number) => number): void {
    this.#visit(box, (index, x, y) => {
      const share = strength(x, y);
      if (share > 0) addInto(this.pixels, index, colour[0] * share, colour[1] * share, colour[2] * share);
    });
  }

  disc(x: number, y: number, radius: number, colour: Colour, opacity = 1, softness = 1.5 / this.width): void {
    this.cover(around(x, y, radius + softness), colour, (px, py) => {
      const distance = Math.hypot(px - x, py - y);
      return (opacity * (radius + softness / 2 - distance)) / softness;
    });
  }

  glow(x: number, y: number, radius: number, colour: Colour, strength = 1): void {
    this.light(around(x, y, radius), colour, (px, py) => {
      const near = 1 - ((px - x) ** 2 + (py - y) ** 2) / radius ** 2;
      return near <= 0 ? 0 : strength * near * near * near;
    });
  }

  /** Fills the area below a line, like a mountain before the sky, down to `depth` if the rest is hidden anyway. */
  ridge(
    lineAt: (x: number) => number,
    colourAt: (below: number, x: number, out: Float32Array) => void,
    depth = pictureHeight,
  ): void {
    const out = new Float32Array(3);
    for (let column = 0; column < this.width; column++) {
      const x = column / this.width;
      const line = lineAt(x) * this.width;
      const last = Math.min(this.height, line + depth * this.width);
      for (let row = Math.max(0, Math.floor(line)); row < last; row++) {
        const share = Math.min(1, row + 1 - line);
        colourAt((row - line) / this.width, x, out);
        const index = (row * this.width + column) * 3;
        mixInto(this.pixels, index, out[0] ?? 0, out[1] ?? 0, out[2] ?? 0, share);
      }
    }
  }

  /** Returns RGB24 bytes. A fixed dither pattern of less than one step keeps gradients free of bands. */
  toBytes(): Buffer {
    const { pixels, width, height } = this;
    const bytes = Buffer.allocUnsafe(pixels.length);
    let index = 0;
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const wave = 0.06711056 * column + 0.00583715 * row;
        const grain = 52.9829189 * (wave - Math.floor(wave));
        const dither = grain - Math.floor(grain);
        for (const end = index + 3; index < end; index++) {
          const value = (pixels[index] ?? 0) * 255 + dither;
          bytes[index] = value < 0 ? 0 : value > 255 ? 255 : value;
        }
      }
    }
    return bytes;
  }

  #visit(box: Box, visitor: (index: number, x: number, y: number) => void): void {
    const right = Math.min(this.width, Math.ceil(box.right * this.width));
    const bottom = Math.min(this.height, Math.ceil(box.bottom * this.width));
    for (let row = Math.max(0, Math.floor(box.top * this.width)); row < bottom; row++) {
      for (let column = Math.max(0, Math.floor(box.left * this.width)); column < right; column++) {
        visitor((row * this.width + column) * 3, column / this.width, row / this.width);
      }
    }
  }
}

function mixInto(pixels: Float32Array, index: number, r: number, g: number, b: number, share: number): void {
  const keep = 1 - share;
  pixels[index] = (pixels[index] ?? 0) * keep + r * share;
  pixels[index + 1] = (pixels[index + 1] ?? 0) * keep + g * share;
  pixels[index + 2] = (pixels[index + 2] ?? 0) * keep + b * share;
}

function addInto(pixels: Float32Array, index: number, r: number, g: number, b: number): void {
  pixels[index] = (pixels[index] ?? 0) + r;
  pixels[index + 1] = (pixels[index + 1] ?? 0) + g;
  pixels[index + 2] = (pixels[index + 2] ?? 0) + b;
}

export type Box = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

export function around(x: number, y: number, radius: number): Box {
  return { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius };
}

export function blend(out: Float32Array, from: Colour, to: Colour, share: number): void {
  out[0] = from[0] + (to[0] - from[0]) * share;
  out[1] = from[1] + (to[1] - from[1]) * share;
  out[2] = from[2] + (to[2] - from[2]) * share;
}

export function rgb(hex: string): Colour {
  const value = Number.parseInt(hex, 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
