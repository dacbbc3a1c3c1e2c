import type { Canvas } from './canvas';
import { seededRandom } from './noise';

/** Makes a sky of slightly twinkling stars, without those that are hidden. */
export function makeStars(
  count: number,
  toY: number,
  seed: number,
  isHidden: (x: number, y: number) => boolean = () => false,
): { paint(canvas: Canvas, seconds: number): void } {
  const random = seededRandom(seed);
  const stars = Array.from({ length: count }, () => ({
    x: random(),
    y: random() * toY,
    size: 0.0018 + 0.0032 * random() ** 4,
    light: 0.3 + 0.7 * random(),
    phase: random() * 6.28,
    pace: 0.6 + random() * 1.4,
  })).filter(({ x, y }) => !isHidden(x, y));
  return {
    paint(canvas, seconds) {
      for (const { x, y, size, light, phase, pace } of stars) {
        const strength = light * (0.75 + 0.25 * Math.sin(seconds * pace + phase));
        canvas.glow(x, y, size * 1.8, [0.95, 0.97, 1], strength);
      }
    },
  };
}
