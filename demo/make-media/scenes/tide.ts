import { Canvas, rgb } from '../canvas';
import { fbm, mix, ramp } from '../noise';
import type { Scene } from '../scene';

const horizon = 1.02;

export const tide: Scene = {
  width: 360,
  prepare() {
    const sky = [rgb('2b2f6b'), rgb('7a4a86'), rgb('d9737a'), rgb('f8ae6c'), rgb('ffdf9a')];
    const air = new Canvas(180);
    return (canvas, seconds, progress) => {
      const sunY = horizon - 0.2 + 0.06 * progress;
      air.gradient(sky, 0, horizon);
      air.cover({ left: 0, right: 1, top: 0.25, bottom: horizon }, rgb('ffd3b0'), (x, y) => {
        const cloud = fbm(x * 2.2 + seconds * 0.02, y * 9, seconds * 0.02, 4);
        return 0.75 * ramp(0.52, 0.78, cloud) * ramp(0.25, 0.5, y);
      });
      air.glow(0.5, sunY, 0.62, [1, 0.55, 0.25], 0.3);
      canvas.spread(air);
      canvas.disc(0.5, sunY, 0.105, [1, 0.95, 0.78]);
      canvas.shade((x, y, out) => {
        const depth = (y - horizon) / (16 / 9 - horizon);
        const far = 1 / (depth + 0.045);
        const across = (x - 0.5) * far;
        const along = far * 1.9;
        const wave =
          Math.sin(along * 3.1 + seconds * 1.6 + Math.sin(across * 1.3 + seconds * 0.4) * 1.2) * 0.5 +
          Math.sin(along * 5.7 - across * 1.9 + seconds * 2.3) * 0.3 +
          Math.sin(along * 9.1 + across * 3.7 - seconds * 2.9) * 0.2;
        const path = Math.exp(-(((x - 0.5) / (0.07 + depth * 0.2)) ** 2));
        const glitter = path * ramp(0.1 + depth * 0.15, 0.75, wave) * (1 - 0.55 * depth) * 1.15;
        const sheen = 0.5 + 0.5 * wave;
        out[0] = mix(0.83, 0.1, ramp(0, 0.75, depth)) * (0.72 + 0.28 * sheen) + glitter;
        out[1] = mix(0.52, 0.13, ramp(0, 0.8, depth)) * (0.72 + 0.28 * sheen) + glitter * 0.74;
        out[2] = mix(0.5, 0.3, ramp(0, 0.9, depth)) * (0.75 + 0.25 * sheen) + glitter * 0.42;
      }, horizon);
    };
  },
};
