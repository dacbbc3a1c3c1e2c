import { blend, type Colour, rgb } from '../canvas';
import { mix, noise, ramp } from '../noise';
import type { Scene } from '../scene';

const layers: readonly { y: number; lift: number; pace: number; scale: number; light: Colour; dark: Colour }[] = [
  { y: 1.0, lift: 0.16, pace: 0.012, scale: 1.3, light: rgb('f2b98c'), dark: rgb('d98f76') },
  { y: 1.14, lift: 0.22, pace: 0.025, scale: 1.1, light: rgb('eba06a'), dark: rgb('b96a56') },
  { y: 1.32, lift: 0.26, pace: 0.05, scale: 0.9, light: rgb('d9804a'), dark: rgb('8d4841') },
  { y: 1.58, lift: 0.3, pace: 0.1, scale: 0.7, light: rgb('b45f38'), dark: rgb('5e2d31') },
];

export const dunes: Scene = {
  width: 360,
  prepare() {
    const sky = [rgb('4f8fb5'), rgb('a8cfd0'), rgb('fbe3b8'), rgb('ffd09a')];
    return (canvas, seconds) => {
      canvas.gradient(sky, 0, 1.2);
      canvas.glow(0.68, 0.62, 0.6, [1, 0.7, 0.4], 0.2);
      canvas.disc(0.68, 0.62, 0.085, [1, 0.97, 0.86]);
      for (const [index, { y, lift, pace, scale, light, dark }] of layers.entries()) {
        const shift = seconds * pace + index * 7.7;
        const crest = (x: number): number => {
          const wide = noise((x + shift) * scale * 1.7, index * 3.3);
          // Folding the noise makes sharp crests.
          const fold = 1 - Math.abs(2 * noise((x + shift) * scale * 1.1 + 40, index) - 1);
          return y - lift * (0.55 * wide + 0.6 * fold * fold);
        };
        const slopes = Float32Array.from({ length: canvas.width * 2 }, (_, column) => {
          const x = column / canvas.width - 0.5;
          return crest(x + 0.01) - crest(x - 0.01);
        });
        canvas.ridge(
          crest,
          (below, x, out) => {
            // The edge between light and shadow runs diagonally down the slope.
            const slope = slopes[Math.round((x + 0.5 - below * 0.9) * canvas.width)] ?? 0;
            const ripple = noise((x + shift) * 5, below * 26 + wobble(x + shift));
            const shade = ramp(-0.018, 0.018, slope) * mix(1, 0.65, ramp(0, 0.3, below));
            blend(out, dark, light, Math.min(1, shade * 0.9 + ripple * 0.16));
          },
          index < layers.length - 1 ? 0.42 : 2,
        );
      }
    };
  },
};

function wobble(x: number): number {
  return 3 * Math.sin(x * 9);
}
