import { type Canvas, type Colour, rgb } from '../canvas';
import { mix, ramp, seededRandom } from '../noise';
import type { Scene } from '../scene';
import { makeStars } from '../stars';

type House = { left: number; width: number; top: number; windows: readonly { x: number; y: number; colour: Colour }[] };
type Row = {
  foot: number;
  pace: number;
  wall: Colour;
  spanUnits: number;
  windowSize: number;
  houses: readonly House[];
};

const lights = ['ffd98a', 'ffe9b8', 'ffb870', 'bfe0ff'].map(rgb);

export const train: Scene = {
  width: 360,
  prepare() {
    const stars = makeStars(90, 0.8, 31);
    const rows = [
      buildRow(1, { foot: 1.38, pace: 0.03, wall: rgb('2b3163'), low: 0.2, high: 0.5, windowSize: 0.007 }),
      buildRow(2, { foot: 1.48, pace: 0.085, wall: rgb('1d2149'), low: 0.2, high: 0.62, windowSize: 0.011 }),
      buildRow(3, { foot: 1.6, pace: 0.24, wall: rgb('111430'), low: 0.1, high: 0.5, windowSize: 0.018 }),
    ];
    const sky = [rgb('141a46'), rgb('3a2f6b'), rgb('8a4b7d'), rgb('e08a76')];
    return (canvas, seconds) => {
      canvas.gradient(sky, 0, 1.4);
      stars.paint(canvas, seconds);
      canvas.glow(0.74, 0.42, 0.34, [1, 0.85, 0.7], 0.25);
      canvas.disc(0.74, 0.42, 0.075, [1, 0.94, 0.83]);
      for (const row of rows) paintRow(canvas, row, seconds);
      paintTrack(canvas, seconds);
    };
  },
};

type Plan = { foot: number; pace: number; wall: Colour; low: number; high: number; windowSize: number };

function buildRow(seed: number, { low, high, ...plan }: Plan): Row {
  const random = seededRandom(seed * 71);
  const houses: House[] = [];
  let left = 0;
  while (left < 3) {
    const width = plan.windowSize * (6 + Math.floor(random() * 6) * 2);
    const height = mix(low, high, random() ** 1.6);
    const windows = [];
    const step = plan.windowSize * 2;
    for (let y = step; y < height - step; y += step * 1.15) {
      for (let x = step * 0.75; x < width - step * 0.5; x += step) {
        const colour = lights[Math.floor(random() * lights.length)];
        if (colour !== undefined && random() < 0.4) windows.push({ x, y, colour });
      }
    }
    houses.push({ left, width, top: plan.foot - height, windows });
    left += width + plan.windowSize * random() * 3;
  }
  return { ...plan, spanUnits: left, houses };
}

function paintRow(canvas: Canvas, { foot, pace, wall, spanUnits, windowSize, houses }: Row, seconds: number): void {
  for (const { left, width, top, windows } of houses) {
    const x = ((left - seconds * pace + spanUnits + width) % spanUnits) - width;
    if (x > 1) continue;
    const edge = (px: number): number => Math.min(px - x, x + width - px) * canvas.width + 0.5;
    canvas.cover({ left: x, right: x + width, top, bottom: foot + 0.3 }, wall, edge);
    for (const { x: wx, y: wy, colour } of windows) {
      const box = { left: x + wx, right: x + wx + windowSize, top: top + wy, bottom: top + wy + windowSize * 1.3 };
      canvas.cover(box, colour, (px) => {
        return 0.85 * Math.min(px - box.left + 1 / canvas.width, box.right - px) * canvas.width;
      });
    }
  }
}

/** Draws the embankment with its poles, which passes fastest. */
function paintTrack(canvas: Canvas, seconds: number): void {
  canvas.cover({ left: 0, right: 1, top: 1.56, bottom: 1.78 }, rgb('080a1c'), (_x, y) => ramp(1.565, 1.575, y));
  const pole = 1.6 - ((seconds * 0.9) % 2.4);
  canvas.cover({ left: pole - 0.02, right: pole + 0.02, top: 0, bottom: 1.6 }, rgb('080a1c'), (x) => {
    return 0.9 * ramp(0.02, 0.008, Math.abs(x - pole));
  });
  for (const [wire, sag] of [
    [0.62, 0.05],
    [0.68, 0.06],
  ] as const) {
    canvas.cover({ left: 0, right: 1, top: wire - 0.01, bottom: wire + 0.09 }, rgb('10132c'), (x, y) => {
      const along = ((((x - pole) % 2.4) + 2.4) % 2.4) / 2.4;
      const line = wire + sag * 4 * along * (1 - along);
      return 0.8 * (1.2 - Math.abs(y - line) * canvas.width);
    });
  }
}
