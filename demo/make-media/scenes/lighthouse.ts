import { around, type Canvas, rgb } from '../canvas';
import { fbm, mix, noise, ramp } from '../noise';
import type { Scene } from '../scene';
import { makeStars } from '../stars';

const horizon = 1.2;
const lamp = { x: 0.69, y: 0.735 };

export const lighthouse: Scene = {
  width: 360,
  prepare() {
    const stars = makeStars(150, 1.1, 17);
    const sky = [rgb('07142e'), rgb('12305a'), rgb('35608a'), rgb('6f8fa6')];
    return (canvas, seconds) => {
      canvas.gradient(sky, 0, horizon);
      stars.paint(canvas, seconds);
      canvas.glow(0.22, 0.42, 0.3, [0.7, 0.8, 1], 0.16);
      canvas.cover(around(0.22, 0.42, 0.055), [0.95, 0.95, 0.88], (x, y) => {
        const crescent = Math.min(0.052 - Math.hypot(x - 0.22, y - 0.42), Math.hypot(x - 0.24, y - 0.405) - 0.047);
        return crescent * canvas.width;
      });
      canvas.shade((x, y, out) => {
        const depth = (y - horizon) / (16 / 9 - horizon);
        const far = 1 / (depth + 0.06);
        const swell = noise((x - 0.5) * far * 1.1 + seconds * 0.12, far * 2.3 - seconds * 0.35, seconds * 0.25);
        const foam = ramp(
          0.62,
          0.9,
          noise((x - 0.5) * far * 2.3 - seconds * 0.2, far * 6 + seconds * 0.4, seconds * 0.4),
        );
        out[0] = mix(0.24, 0.02, ramp(0, 0.7, depth)) + 0.07 * swell + 0.1 * foam * depth;
        out[1] = mix(0.38, 0.09, ramp(0, 0.7, depth)) + 0.1 * swell + 0.12 * foam * depth;
        out[2] = mix(0.48, 0.19, ramp(0, 0.7, depth)) + 0.12 * swell + 0.12 * foam * depth;
      }, horizon);
      // The beam is seen from the side as it turns towards the camera and away, so it grows, flares and shrinks.
      const turn = seconds * ((2 * Math.PI) / 6);
      for (const side of [0, Math.PI]) paintBeam(canvas, Math.cos(turn + side), Math.sin(turn + side));
      canvas.ridge(
        (x) => 1.36 - 0.22 * ramp(0.36, 0.66, x) - 0.09 * fbm(x * 6, 3, 0, 4) + 0.3 * ramp(0.52, 0.3, x),
        (below, x, out) => {
          const grain = 0.5 + 0.5 * fbm(x * 14, below * 16, 2, 3);
          out.set([0.035 * grain + 0.01, 0.05 * grain + 0.015, 0.075 * grain + 0.03]);
        },
      );
      paintTower(canvas);
      const flare = Math.max(0, Math.abs(Math.sin(turn))) ** 12;
      canvas.glow(lamp.x, lamp.y, 0.1 + 0.24 * flare, [1, 0.9, 0.6], 0.7 + 0.5 * flare);
      canvas.disc(lamp.x, lamp.y, 0.016, [1, 0.97, 0.8]);
    };
  },
};

function paintBeam(canvas: Canvas, across: number, towards: number): void {
  const reach = Math.abs(across) * 1.1;
  if (reach < 0.02) return;
  const box = across > 0 ? { left: lamp.x, right: 1 } : { left: 0, right: lamp.x };
  canvas.light({ ...box, top: lamp.y - 0.3, bottom: lamp.y + 0.3 }, [1, 0.92, 0.66], (x, y) => {
    const out = Math.abs(x - lamp.x);
    const half = 0.008 + out * (0.1 + 0.07 * towards);
    const edge = 1 - Math.abs(y - lamp.y - out * 0.03) / half;
    return edge <= 0 ? 0 : 0.5 * edge * Math.max(0, 1 - out / reach) * (0.75 + 0.25 * towards);
  });
}

function paintTower(canvas: Canvas): void {
  const box = { left: 0.6, right: 0.78, top: 0.66, bottom: 1.2 };
  const cover = (x: number, y: number, half: number, top: number, bottom: number): number => {
    return Math.min(half - Math.abs(x - lamp.x), y - top, bottom - y) * canvas.width;
  };
  canvas.cover(box, [0.62, 0.64, 0.68], (x, y) => cover(x, y, 0.03 + (y - 0.78) * 0.05, 0.78, 1.16));
  for (const top of [0.84, 0.96, 1.08]) {
    canvas.cover(box, [0.5, 0.14, 0.16], (x, y) => cover(x, y, 0.03 + (y - 0.78) * 0.05, top, top + 0.055));
  }
  // The side away from the moon is dark.
  canvas.cover(box, [0.05, 0.08, 0.15], (x, y) => {
    const inside = Math.min(1, cover(x, y, 0.03 + (y - 0.78) * 0.05, 0.78, 1.16));
    return 0.7 * inside * ramp(-0.02, 0.035, x - lamp.x);
  });
  canvas.cover(box, [0.07, 0.09, 0.14], (x, y) => cover(x, y, 0.042, 0.765, 0.785));
  canvas.cover(box, [0.3, 0.26, 0.18], (x, y) => cover(x, y, 0.022, 0.7, 0.765));
  canvas.cover(box, [0.4, 0.11, 0.13], (x, y) => cover(x, y, (y - 0.668) * 0.85, 0.668, 0.702));
}
