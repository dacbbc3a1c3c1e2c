import { blend, type Colour, rgb } from '../canvas';
import { ramp } from '../noise';
import type { Scene } from '../scene';

const papers = ['12355b', '2a9d8f', 'f4e3c1', 'e9a03b', 'd6493f', '6a2e5c'].map(rgb);
const mirrors = 10;

export const kaleidoscope: Scene = {
  width: 360,
  prepare() {
    const wedge = (2 * Math.PI) / mirrors;
    return (canvas, seconds) => {
      const turn = seconds * 0.16;
      const slide = seconds * 0.11;
      canvas.shade((x, y, out) => {
        const dx = x - 0.5;
        const dy = y - 8 / 9;
        const radius = Math.hypot(dx, dy);
        const angle = Math.atan2(dy, dx) + turn;
        const folded = Math.abs((((angle % wedge) + wedge) % wedge) - wedge / 2);
        const px = radius * Math.cos(folded) * 3.4 + slide * 1.7;
        const py = radius * Math.sin(folded) * 3.4 + Math.sin(slide * 2.1) * 0.8;
        const wave =
          Math.sin(px * 2.3 + Math.sin(py * 3.1 + slide)) +
          Math.sin(py * 3.7 - px * 0.8 + slide * 1.9) +
          0.7 * Math.sin((px + py) * 2.9 - slide * 2.6);
        paint(out, (wave / 5.4 + 0.5) * (papers.length - 0.01));
        const shade = 0.86 + 0.14 * Math.cos(folded * mirrors * 0.5) - radius * 0.22;
        out[0] = (out[0] ?? 0) * shade;
        out[1] = (out[1] ?? 0) * shade;
        out[2] = (out[2] ?? 0) * shade;
      });
    };
  },
};

/** Layered sheets of paper: flat colours with a short shadow under each edge. */
function paint(out: Float32Array, height: number): void {
  const at = Math.min(papers.length - 1, Math.max(0, Math.floor(height)));
  const paper: Colour = papers[at] ?? [0, 0, 0];
  const next: Colour = papers[Math.min(papers.length - 1, at + 1)] ?? paper;
  const above = height - at;
  blend(out, paper, next, ramp(0.975, 1, above));
  const shadow = 1 - 0.3 * ramp(0.72, 0.97, above) * (1 - ramp(0.975, 1, above));
  for (let channel = 0; channel < 3; channel++) out[channel] = (out[channel] ?? 0) * shadow;
}
