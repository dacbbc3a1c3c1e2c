import { Canvas, type Colour, rgb } from '../canvas';
import { fbm, mix, noise, ramp, seededRandom } from '../noise';
import type { Scene } from '../scene';

const white: Colour = [0.96, 0.93, 0.87];
const orange: Colour = [0.93, 0.36, 0.11];
const black: Colour = [0.12, 0.12, 0.14];

type Fish = {
  seed: number;
  size: number;
  pace: number;
  radius: number;
  x: number;
  y: number;
  patch: Colour;
  body: Colour;
};

export const koi: Scene = {
  width: 360,
  prepare() {
    const random = seededRandom(63);
    const skins: [Colour, Colour][] = [
      [white, orange],
      [orange, white],
      [white, black],
      [white, orange],
      [orange, black],
      [white, orange],
    ];
    const shoal = skins.map(([body, patch], index): Fish => {
      const turn = index % 2 === 0 ? 1 : -1;
      return {
        seed: random() * 6.28,
        size: 0.13 + random() * 0.07,
        pace: turn * (0.28 + random() * 0.2),
        radius: 0.2 + random() * 0.22,
        x: 0.3 + random() * 0.4,
        y: 0.4 + index * 0.2,
        patch,
        body,
      };
    });
    const pads = Array.from({ length: 5 }, (_, index) => ({
      x: index % 2 === 0 ? random() * 0.16 : 0.84 + random() * 0.16,
      y: 0.3 + index * 0.33,
      size: 0.09 + random() * 0.06,
      cut: random() * 6.28,
    }));
    const water = new Canvas(180);
    return (canvas, seconds) => {
      water.shade((x, y, out) => {
        const depth = fbm(x * 1.6, y * 1.6 + 4, 0, 3);
        const a = noise(x * 6 + seconds * 0.25, y * 6, seconds * 0.5);
        const b = noise(x * 6.6 - seconds * 0.2 + 9, y * 6.6 + 5, seconds * 0.55);
        const caustic = ramp(0.75, 1, 1 - Math.abs(a - b) * 3.2);
        out[0] = mix(0.02, 0.09, depth) + 0.1 * caustic;
        out[1] = mix(0.2, 0.36, depth) + 0.17 * caustic;
        out[2] = mix(0.24, 0.36, depth) + 0.15 * caustic;
      });
      canvas.spread(water);
      for (const fish of shoal) swim(canvas, fish, seconds, true);
      for (const fish of shoal) swim(canvas, fish, seconds, false);
      for (const { x, y, size, cut } of pads) {
        const sway = 0.008 * Math.sin(seconds * 0.6 + cut);
        paintPad(canvas, x + sway + 0.015, y + 0.02, size, cut, [0.01, 0.1, 0.12], 0.45);
        paintPad(canvas, x + sway, y, size, cut, rgb('4f9a55'), 1);
      }
    };
  },
};

/** Draws a fish as a row of discs along its path, or its shadow as the same row, offset and dark. */
function swim(canvas: Canvas, fish: Fish, seconds: number, isShadow: boolean): void {
  const { seed, size, pace, radius, x, y, patch, body } = fish;
  const parts = 26;
  for (let part = parts; part >= 0; part--) {
    const along = part / parts;
    const angle = seed + seconds * pace - Math.sign(pace) * along * (size / radius) * 2.1;
    const wag = 0.16 * along * along * Math.sin(seconds * 5.2 * Math.abs(pace) * 2 + seed - along * 4);
    const reach = radius + wag * size * 1.6;
    const px = x + Math.cos(angle) * reach;
    const py = y + Math.sin(angle) * reach * 1.25;
    const width =
      size * 0.2 * (along < 0.82 ? Math.sin(Math.PI * (0.16 + along * 0.92)) ** 0.8 : 0.2 + (along - 0.82) * 3.2);
    if (isShadow) {
      canvas.disc(px + 0.02, py + 0.035, width, [0.01, 0.12, 0.15], 0.16, 0.02);
      continue;
    }
    const spot = noise(along * 5 + seed * 7, seed * 3) > 0.52;
    const isTail = along > 0.82;
    canvas.disc(px, py, width, spot && !isTail ? patch : body, isTail ? 0.35 : 1);
    if (part === 7) {
      for (const side of [-1, 1])
        canvas.disc(
          px + Math.cos(angle) * side * width * 1.25,
          py + Math.sin(angle) * side * width * 1.25,
          width * 0.5,
          body,
          0.45,
        );
    }
  }
}

function paintPad(
  canvas: Canvas,
  x: number,
  y: number,
  size: number,
  cut: number,
  colour: Colour,
  opacity: number,
): void {
  canvas.cover({ left: x - size, right: x + size, top: y - size, bottom: y + size }, colour, (px, py) => {
    const distance = Math.hypot(px - x, py - y) / size;
    const angle = Math.atan2(py - y, px - x) - cut;
    const notch = Math.abs(Math.atan2(Math.sin(angle), Math.cos(angle)));
    if (notch < 0.16) return 0;
    const vein = 0.86 + 0.14 * Math.abs(Math.sin(angle * 6)) ** 0.3;
    return opacity * Math.min(1, (1 - distance) * size * canvas.width) * (opacity === 1 ? vein : 1);
  });
}
