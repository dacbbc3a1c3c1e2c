import { type Colour, rgb } from '../canvas';
import { fbm, mix, ramp } from '../noise';
import type { Scene } from '../scene';

const paper: Colour = rgb('f4efe6');
const indigo: Colour = rgb('1f2a6b');
const rose: Colour = rgb('d1457a');

/** Unfolding drops of ink: noise distorted by noise, in a growing plume. */
export const ink: Scene = {
  width: 216,
  prepare() {
    return (canvas, seconds, progress) => {
      const grown = 0.3 + 0.7 * progress ** 0.6;
      canvas.shade((x, y, out) => {
        const bendX = fbm(x * 2.6 + 3, y * 2.6 - seconds * 0.1, seconds * 0.09, 3);
        const bendY = fbm(x * 2.6 + 9, y * 2.6 + 5, seconds * 0.08 + 4, 3);
        const px = x + (bendX - 0.5) * 0.75;
        const py = y + (bendY - 0.5) * 0.75;
        const wisps = fbm(px * 5, py * 5 - seconds * 0.12, seconds * 0.06, 4);
        const first = plume(px - 0.36, py - 0.55 - 0.25 * grown, grown) * (0.45 + wisps);
        const second = plume(px - 0.66, py - 0.78 - 0.2 * grown, grown * 0.85) * (0.35 + (1 - wisps) * 1.1);
        const blue = ramp(0.3, 1.05, first);
        const red = ramp(0.3, 1.1, second);
        const shade = 1 - 0.08 * Math.hypot(x - 0.5, y - 0.89);
        for (let channel = 0; channel < 3; channel++) {
          const through = mix(1, (indigo[channel] ?? 0) * 1.05, blue) * mix(1, (rose[channel] ?? 0) * 1.02, red);
          out[channel] = (paper[channel] ?? 0) * through * shade;
        }
      });
    };
  },
};

function plume(dx: number, dy: number, grown: number): number {
  const across = dx / (0.24 * grown + 0.05);
  const down = dy / (0.5 * grown + 0.06);
  return Math.exp(-(across * across + down * down)) * 1.5;
}
