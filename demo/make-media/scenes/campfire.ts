import { type Canvas, type Colour, rgb } from '../canvas';
import { fbm, noise, ramp, seededRandom } from '../noise';
import type { Scene } from '../scene';
import { makeStars } from '../stars';

const ground = 1.4;

export const campfire: Scene = {
  width: 360,
  prepare() {
    const stars = makeStars(140, 0.9, 77);
    const random = seededRandom(12);
    const sparks = Array.from({ length: 26 }, () => ({
      start: random(),
      pace: 0.25 + random() * 0.3,
      x: random() - 0.5,
      sway: random() * 6.28,
    }));
    const sky = [rgb('060a18'), rgb('0d1730'), rgb('1c2340'), rgb('2a2236')];
    return (canvas, seconds) => {
      const breath = 0.85 + 0.15 * noise(seconds * 4, 3);
      canvas.gradient(sky, 0, 1.3);
      stars.paint(canvas, seconds);
      canvas.ridge(treeLine, (_below, _x, out) => out.set([0.02, 0.035, 0.05]));
      canvas.glow(0.5, 1.22, 0.75, [1, 0.42, 0.12], 0.3 * breath);
      canvas.ridge(groundLine, (below, x, out) => {
        const near = Math.exp(-((x - 0.5) ** 2) * 9 - below * 3.5) * breath;
        const grass = 0.7 + 0.3 * noise(x * 60, below * 25);
        out.set([(0.03 + 0.42 * near) * grass, (0.03 + 0.19 * near) * grass, (0.035 + 0.05 * near) * grass]);
      });
      for (const log of logs.slice(0, 2)) paintLog(canvas, log);
      canvas.cover({ left: 0.2, right: 0.8, top: 0.7, bottom: 1.45 }, [1, 0.38, 0.06], (x, y) =>
        flameAt(x, y, seconds, 0),
      );
      canvas.cover({ left: 0.25, right: 0.75, top: 0.8, bottom: 1.44 }, [1, 0.66, 0.16], (x, y) =>
        flameAt(x, y, seconds, 0.3),
      );
      canvas.cover({ left: 0.3, right: 0.7, top: 0.9, bottom: 1.43 }, [1, 0.93, 0.62], (x, y) =>
        flameAt(x, y, seconds, 0.6),
      );
      for (const log of logs.slice(2)) paintLog(canvas, log);
      for (const { start, pace, x, sway } of sparks) {
        const life = (start + seconds * pace) % 1;
        const px = 0.5 + x * 0.16 + x * life * 0.3 + 0.03 * Math.sin(life * 9 + sway);
        canvas.glow(px, 1.3 - life * 0.95, 0.009, [1, 0.6, 0.2], 1.3 * (1 - life) * ramp(0, 0.1, life));
      }
    };
  },
};

/** Flames: rising noise that gets thinner towards the top. */
function flameAt(x: number, y: number, seconds: number, depth: number): number {
  const up = (1.42 - y) / 0.56;
  if (up < 0 || up > 1.1) return 0;
  const bend = (noise(x * 4, y * 3.4 + seconds * 2.2, seconds * 0.7) - 0.5) * 0.2 * (0.2 + up);
  const half = (0.1 + 0.1 * Math.sin(Math.min(1, up * 2.4 + 0.35) * 1.57)) * (1.15 - up) * (1 - depth * 0.35);
  const shape = 1 - Math.abs(x + bend - 0.5) / half;
  const tongue = fbm((x + bend) * 8, y * 5 + seconds * 3.1, seconds * 0.9, 3) - 0.5;
  return ramp(
    0.02,
    0.3,
    shape + tongue * (0.6 + 2 * up) - depth * (0.25 + up * 1.5) - 0.7 * ramp(0.1, 0, up) - ramp(0.7, 1.1, up),
  );
}

type Log = readonly [slope: number, lift: number, bark: Colour];

const logs: readonly Log[] = [
  [0.16, 0.004, [0.19, 0.1, 0.07]],
  [-0.2, 0, [0.24, 0.12, 0.07]],
  [0.03, 0.012, [0.34, 0.16, 0.08]],
];

function paintLog(canvas: Canvas, [slope, lift, bark]: Log): void {
  canvas.cover({ left: 0.27, right: 0.73, top: 1.3, bottom: 1.55 }, bark, (x, y) => {
    const away = (y - 1.43 - lift - (x - 0.5) * slope) / 0.021;
    const inside = Math.min(1 - Math.abs(away), (0.18 - Math.abs(x - 0.5)) * 45);
    return Math.min(1, inside * 8) * (0.8 + 0.2 * noise(x * 40, away * 3));
  });
}

function treeLine(x: number): number {
  const tree = Math.abs(((x * 9 + noise(Math.floor(x * 9), 4) * 0.3) % 1) - 0.5) * 2;
  const height = 0.16 + 0.2 * noise(Math.floor(x * 9) * 3.7, 9);
  const branches = 0.016 * Math.abs(((tree * 9) % 1) - 0.5);
  return 1.32 - height * (1 - tree) - branches;
}

function groundLine(x: number): number {
  return ground - 0.05 * noise(x * 2.4, 1) + 0.004 * noise(x * 70, 2);
}
