import { type Canvas, type Colour, rgb } from '../canvas';
import { seededRandom } from '../noise';
import type { Scene } from '../scene';
import { makeStars } from '../stars';

const water = 1.48;

export const lanterns: Scene = {
  width: 360,
  prepare() {
    const random = seededRandom(21);
    const stars = makeStars(120, 1, 8);
    const flock = Array.from({ length: 34 }, () => {
      const near = random() ** 1.7;
      return { x: random(), y: random() * 2.2, near, sway: random() * 6.28, tint: random() };
    }).toSorted((a, b) => a.near - b.near);
    const sky = [rgb('0a0d2c'), rgb('1a1c4b'), rgb('402a63'), rgb('6b3a66')];
    return (canvas, seconds) => {
      canvas.gradient(sky, 0, water);
      stars.paint(canvas, seconds);
      for (const { x, y, near, sway, tint } of flock) {
        const size = 0.012 + near * 0.055;
        const height = ((((y - seconds * (0.035 + near * 0.07)) % 2.2) + 2.2) % 2.2) - 0.3;
        const flicker = 0.88 + 0.12 * Math.sin(seconds * 7 + sway * 9) * Math.sin(seconds * 3.1 + sway);
        paintLantern(canvas, x + Math.sin(seconds * 0.5 + sway) * 0.025, height, size, tint, flicker);
      }
      reflect(canvas, seconds);
    };
  },
};

function paintLantern(canvas: Canvas, x: number, y: number, size: number, tint: number, flicker: number): void {
  const colour: Colour = [1, 0.52 + tint * 0.16, 0.2 + tint * 0.12];
  canvas.glow(x, y, size * 4.2, colour, 0.34 * flicker);
  const box = { left: x - size, right: x + size, top: y - size * 1.4, bottom: y + size * 1.4 };
  const inside = (px: number, py: number): number => {
    const down = (py - y) / size;
    // Wider at the top, as if filled with warm air.
    const half = size * (0.82 - 0.16 * down);
    const edge = Math.min(half - Math.abs(px - x), size * 1.25 - Math.abs(py - y));
    return edge * canvas.width * 0.7;
  };
  canvas.cover(box, [0.93 * flicker, 0.45 + tint * 0.1, 0.16], inside);
  canvas.light(box, [0.5, 0.42, 0.22], (px, py) =>
    inside(px, py) > 0
      ? flicker * Math.max(0, 1 - Math.hypot((px - x) / size, (py - y - size * 0.8) / (size * 1.6)))
      : 0,
  );
}

/** Mirrors the scene in the lake, stretched by small waves. */
function reflect(canvas: Canvas, seconds: number): void {
  const { pixels, width, height } = canvas;
  const shore = Math.round(water * width);
  for (let row = shore; row < height; row++) {
    const depth = (row - shore) / (height - shore);
    const wave = Math.sin(row * 0.21 - seconds * 2.2) * (2 + depth * 6) + Math.sin(row * 0.07 + seconds) * 5 * depth;
    const source = Math.max(0, Math.round(shore - (row - shore) * 2.4 + wave * 1.5));
    for (let column = 0; column < width; column++) {
      const from = Math.min(width - 1, Math.max(0, Math.round(column + wave)));
      for (let channel = 0; channel < 3; channel++) {
        const value = pixels[(source * width + from) * 3 + channel] ?? 0;
        pixels[(row * width + column) * 3 + channel] = value * (0.62 - 0.25 * depth) + (channel === 2 ? 0.03 : 0.01);
      }
    }
  }
}
