import { type Canvas, type Colour, rgb } from '../canvas';
import { mix, seededRandom } from '../noise';
import type { Scene } from '../scene';

const lampColours = ['ffb35c', 'ff7a59', 'ffd9a0', '6fb7ff', 'ff5f7e', '7de0c3'].map(rgb);

export const rain: Scene = {
  width: 360,
  prepare() {
    const random = seededRandom(44);
    const lamps = Array.from({ length: 26 }, (_, index) => ({
      x: random(),
      y: 0.45 + random() ** 0.8 * 1.1,
      radius: 0.035 + random() * 0.075,
      colour: lampColours[index % lampColours.length] ?? lampColours[0] ?? rgb('ffffff'),
      phase: random() * 6.28,
      drift: (random() - 0.5) * 0.03,
    }));
    const beads = Array.from({ length: 90 }, () => ({
      x: random(),
      y: random() * 1.8,
      size: 0.004 + 0.011 * random() ** 2,
    }));
    const runners = Array.from({ length: 9 }, () => ({
      x: random(),
      start: random() * 2.6,
      pace: 0.12 + random() * 0.3,
    }));
    const sky = [rgb('0b1020'), rgb('182338'), rgb('2b2a3e'), rgb('1a1722')];
    return (canvas, seconds) => {
      canvas.gradient(sky);
      for (const { x, y, radius, colour, phase, drift } of lamps) {
        const strength = 0.46 + 0.12 * Math.sin(seconds * 1.3 + phase);
        paintBokeh(canvas, x + drift * seconds, y, radius, colour, strength);
      }
      for (const { x, y, size } of beads) paintDrop(canvas, x, y, size);
      for (const { x, start, pace } of runners) {
        // The drop runs, rests and runs on.
        const way = seconds * pace + 0.09 * Math.sin(seconds * 2.4 + start * 5);
        const y = ((start + way) % 2.6) - 0.4;
        const at = x + 0.012 * Math.sin(y * 9 + start * 4);
        for (let tail = 1; tail < 9; tail++)
          paintDrop(canvas, at + 0.004 * Math.sin(y * 20 - tail), y - tail * 0.028, mix(0.009, 0.002, tail / 9));
        paintDrop(canvas, at, y, 0.017);
      }
    };
  },
};

/** A lamp out of focus: an even disc with a slightly brighter rim. */
function paintBokeh(canvas: Canvas, x: number, y: number, radius: number, colour: Colour, strength: number): void {
  const reach = radius * 1.1;
  canvas.light({ left: x - reach, right: x + reach, top: y - reach, bottom: y + reach }, colour, (px, py) => {
    const distance = Math.hypot(px - x, py - y) / radius;
    if (distance > 1.08) return 0;
    const edge = Math.min(1, (1.08 - distance) * 9);
    return strength * edge * (0.62 + 0.38 * distance ** 6);
  });
}

/** Draws a drop on the pane, which shows the light upside down: dark above, bright below. */
function paintDrop(canvas: Canvas, x: number, y: number, size: number): void {
  const box = { left: x - size, right: x + size, top: y - size * 1.3, bottom: y + size * 1.3 };
  canvas.light(box, [0.85, 0.9, 1], (px, py) => {
    const across = (px - x) / size;
    const down = (py - y) / (size * 1.25);
    const inside = 1 - across * across - down * down;
    return inside <= 0
      ? 0
      : Math.min(1, inside * 3) * (0.1 + 0.42 * Math.max(0, down) ** 2 - 0.16 * Math.max(0, -down));
  });
}
