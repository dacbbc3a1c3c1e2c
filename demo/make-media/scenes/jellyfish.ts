import { type Canvas, type Colour, rgb } from '../canvas';
import { ramp, seededRandom } from '../noise';
import type { Scene } from '../scene';

type Jelly = { x: number; y: number; size: number; phase: number; pace: number; colour: Colour };

export const jellyfish: Scene = {
  width: 360,
  prepare() {
    const random = seededRandom(90);
    const tints: Colour[] = [
      [0.95, 0.45, 0.75],
      [0.5, 0.6, 1],
      [0.85, 0.55, 0.95],
      [0.4, 0.85, 0.95],
      [1, 0.6, 0.55],
    ];
    const bloom = tints
      .map((colour, index): Jelly => {
        const size = 0.085 + index * 0.024;
        return {
          x: 0.2 + ((index * 0.41) % 0.66),
          y: index * 0.47,
          size,
          phase: random() * 6.28,
          pace: 0.05 + index * 0.012,
          colour,
        };
      })
      .toSorted((a, b) => a.size - b.size);
    const dust = Array.from({ length: 70 }, () => ({
      x: random(),
      y: random() * 1.8,
      size: 0.002 + random() * 0.004,
      pace: 0.01 + random() * 0.02,
    }));
    const sea = [rgb('0b4a6f'), rgb('0a3160'), rgb('0a1d47'), rgb('070f2b')];
    return (canvas, seconds) => {
      canvas.gradient(sea);
      canvas.light({ left: 0, right: 1, top: 0, bottom: 1.1 }, [0.4, 0.8, 0.9], (x, y) => {
        const ray = Math.sin((x + y * 0.35) * 9 + seconds * 0.3) * Math.sin((x + y * 0.3) * 5.3 - seconds * 0.21 + 2);
        return 0.11 * ramp(0, 1, ray) * (1 - y / 1.1);
      });
      for (const { x, y, size, pace } of dust) {
        const py = (((y - seconds * pace) % 1.8) + 1.8) % 1.8;
        canvas.glow(x + 0.01 * Math.sin(seconds * 0.7 + y * 9), py, size * 1.6, [0.6, 0.85, 1], 0.4);
      }
      for (const jelly of bloom) paintJelly(canvas, jelly, seconds);
    };
  },
};

function paintJelly(canvas: Canvas, { x, y, size, phase, pace, colour }: Jelly, seconds: number): void {
  const pulse = Math.sin(seconds * 2.1 + phase);
  const height = ((((y - seconds * pace) % 2.5) + 2.5) % 2.5) - 0.3 + 0.012 * Math.cos(seconds * 2.1 + phase);
  const at = x + 0.03 * Math.sin(seconds * 0.4 + phase);
  const wide = size * (1 + 0.13 * pulse);
  const tall = size * (0.95 - 0.12 * pulse);
  canvas.glow(at, height, size * 3, colour, 0.22);
  for (let arm = -3; arm <= 3; arm++) {
    const root = at + (arm / 3.6) * wide;
    const isMiddle = Math.abs(arm) <= 1;
    const length = size * (isMiddle ? 2.9 : 2.2);
    canvas.light({ left: root - size, right: root + size, top: height, bottom: height + length }, colour, (px, py) => {
      const down = (py - height) / length;
      const sway = Math.sin(down * 6 - seconds * 2.1 + phase + arm) * size * 0.22 * down - arm * size * 0.09 * down;
      const half = size * (isMiddle ? 0.075 + 0.03 * Math.sin(down * 30 + arm) : 0.02) * (1 - down * 0.7);
      const near = 1 - Math.abs(px - root - sway) / half;
      return near <= 0 ? 0 : 0.5 * Math.min(1, near * 1.6) * (1 - down) * ramp(0, 0.06, down);
    });
  }
  const box = { left: at - wide * 1.1, right: at + wide * 1.1, top: height - tall * 1.1, bottom: height + tall * 0.35 };
  canvas.light(box, colour, (px, py) => {
    const across = (px - at) / wide;
    const up = (height - py) / tall;
    // The rim of the bell is scalloped, and its underside is hollow.
    const rim = -0.12 - 0.07 * Math.cos(across * 16) + 0.2 * across * across;
    if (up < rim) return 0;
    const out = across * across + (up > 0 ? up * up : 0);
    if (out > 1) return 0;
    const skin = 0.24 + 0.75 * out ** 2.4;
    const ribs = 0.88 + 0.12 * Math.cos((across / Math.sqrt(Math.max(0.06, 1 - up * up * 0.9))) * 15);
    const edge = Math.min(1, (1 - Math.sqrt(out)) * wide * canvas.width * 0.6) * Math.min(1, (up - rim) * 14);
    return 0.8 * skin * ribs * edge;
  });
}
