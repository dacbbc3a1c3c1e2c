import { Canvas, type Colour, rgb } from '../canvas';
import { fbm, noise, ramp } from '../noise';
import type { Scene } from '../scene';
import { makeStars } from '../stars';

const curtains: readonly { y: number; height: number; colour: Colour; speed: number; seed: number }[] = [
  { y: 0.72, height: 0.62, colour: [0.1, 0.85, 0.5], speed: 0.1, seed: 3 },
  { y: 0.86, height: 0.5, colour: [0.12, 0.75, 0.72], speed: -0.08, seed: 11 },
  { y: 0.6, height: 0.45, colour: [0.55, 0.25, 0.8], speed: 0.06, seed: 29 },
];

function farRidge(x: number): number {
  return 1.32 - 0.22 * fbm(x * 3.1, 2, 0, 5);
}

function nearRidge(x: number): number {
  return 1.52 - 0.2 * fbm(x * 4.3 + 9, 5, 0, 5);
}

export const aurora: Scene = {
  width: 360,
  prepare() {
    const stars = makeStars(220, 1.2, 5);
    const night = [rgb('050b24'), rgb('0b1f3f'), rgb('123a52')];
    const air = new Canvas(180);
    return (canvas, seconds) => {
      air.gradient(night, 0, 1.4);
      for (const { y, height, colour, speed, seed } of curtains) {
        const columns = Array.from({ length: air.width }, (_, column) => {
          const x = column / air.width;
          const bend = noise(x * 1.6 + seed + seconds * speed, seconds * 0.07 + seed);
          return {
            foot: y + (bend - 0.5) * 0.5,
            strength:
              0.25 +
              ramp(0.25, 0.85, noise(x * 3 - seconds * speed * 2 + seed, seconds * 0.15)) *
                (0.6 + 0.4 * noise(x * 22 + bend * 8, seconds * 0.5, seed)),
          };
        });
        air.light({ left: 0, right: 1, top: 0, bottom: 1.4 }, colour, (x, py) => {
          const column = columns[Math.round(x * air.width)];
          if (column === undefined) return 0;
          const up = column.foot - py;
          return up < 0
            ? column.strength * Math.exp(up * 26) * 0.9
            : column.strength * Math.exp((-up / height) * 3.2) * 0.9;
        });
      }
      canvas.spread(air);
      stars.paint(canvas, seconds);
      canvas.ridge(farRidge, (below, _x, out) => out.set([0.03, 0.09 - below * 0.1, 0.14 - below * 0.15]));
      canvas.ridge(nearRidge, (_below, _x, out) => out.set([0.012, 0.025, 0.05]));
    };
  },
};
