import { Canvas, type Colour, rgb } from '../canvas';
import { fbm, mix, ramp, seededRandom } from '../noise';
import type { Scene } from '../scene';

type Balloon = { x: number; y: number; size: number; phase: number; one: Colour; two: Colour };

export const balloons: Scene = {
  width: 360,
  prepare() {
    const random = seededRandom(35);
    const cloths = [
      ['e4572e', 'f6e8c3'],
      ['2e86ab', 'f6f5ae'],
      ['7b2d6b', 'f2a65a'],
      ['3f7d4e', 'f4f1de'],
      ['d1495b', 'edae49'],
      ['30638e', 'f4d58d'],
      ['f2cc8f', '81566b'],
    ];
    const fleet = cloths.map(([one = '', two = ''], index): Balloon => {
      const size = 0.034 + (index / cloths.length) ** 1.6 * 0.125;
      const x = 0.12 + ((index * 0.387 + 0.1) % 0.78);
      return { x, y: 0.52 + ((index * 0.53) % 0.72), size, phase: random() * 6.28, one: rgb(one), two: rgb(two) };
    });
    const sky = [rgb('6c8fc7'), rgb('b7b5d6'), rgb('f6cdb9'), rgb('ffe3b5')];
    const air = new Canvas(180);
    return (canvas, seconds) => {
      air.gradient(sky, 0, 1.4);
      air.glow(0.24, 1.16, 0.55, [1, 0.75, 0.45], 0.28);
      air.cover({ left: 0, right: 1, top: 0.2, bottom: 1 }, [1, 0.96, 0.93], (x, y) => {
        const cloud = fbm(x * 1.8 + seconds * 0.012, y * 6, 3, 4);
        return 0.6 * ramp(0.55, 0.8, cloud) * ramp(0.2, 0.4, y) * ramp(1, 0.7, y);
      });
      canvas.spread(air);
      canvas.disc(0.24, 1.16, 0.06, [1, 0.97, 0.84]);
      for (const [layer, base] of [1.3, 1.42, 1.56].entries()) {
        const light = layer / 2;
        canvas.ridge(
          (x) =>
            base -
            chimneys(x * (2.2 - layer * 0.4) + layer * 5 + seconds * 0.006 * (layer + 1)) * (0.12 + layer * 0.03),
          (below, _x, out) => {
            const fade = ramp(0, 0.25, below);
            out.set([
              mix(0.86, 0.52, light) - fade * 0.1,
              mix(0.66, 0.33, light) - fade * 0.06,
              mix(0.62, 0.32, light) + fade * 0.03,
            ]);
          },
        );
        for (const balloon of fleet) if (layerOf(balloon) === layer) paintBalloon(canvas, balloon, seconds);
      }
    };
  },
};

function layerOf({ size }: Balloon): number {
  return size < 0.05 ? 0 : size < 0.09 ? 1 : 2;
}

/** The rock chimneys of Cappadocia: rounded cones side by side. */
function chimneys(x: number): number {
  const place = x * 3;
  const cone = 1 - Math.abs((place % 1) - 0.5) * 2;
  const tall = 0.4 + 0.6 * fbm(Math.floor(place) * 1.7, 8, 0, 2);
  return tall * cone ** 0.7 + 0.5 * fbm(x * 1.3, 2, 0, 3);
}

function paintBalloon(canvas: Canvas, { x, y, size, phase, one, two }: Balloon, seconds: number): void {
  const cx = x + 0.012 * Math.sin(seconds * 0.35 + phase) + seconds * size * 0.02;
  const cy = y - seconds * (0.008 + size * 0.16) + 0.006 * Math.sin(seconds * 0.8 + phase);
  const inside = (px: number, py: number): number => {
    const up = (cy - py) / size;
    // A ball that tapers to a neck at the bottom.
    const half = up > -0.25 ? Math.sqrt(Math.max(0, 1 - up * up)) : 0.968 * (1 - ((-up - 0.25) / 1.05) ** 1.15 * 0.78);
    return up < -1.3 || up > 1 ? 0 : (half - Math.abs(px - cx) / size) * size * canvas.width;
  };
  const halfAt = (py: number): number => Math.sqrt(Math.max(0.05, 1 - ((cy - py) / size / 1.35) ** 2));
  const box = { left: cx - size, right: cx + size, top: cy - size * 1.02, bottom: cy + size * 1.35 };
  canvas.cover(box, one, inside);
  canvas.cover(box, two, (px, py) => {
    const around = Math.asin(Math.min(1, Math.max(-1, (px - cx) / size / halfAt(py))));
    return Math.min(1, inside(px, py)) * ramp(-0.25, 0.25, Math.sin(around * 7 + phase));
  });
  canvas.cover(
    box,
    [0.2, 0.1, 0.22],
    (px, py) => 0.55 * Math.min(1, inside(px, py)) * ramp(-0.3, 1.1, (px - cx) / size + ((py - cy) / size) * 0.4),
  );
  const basket = { left: cx - size * 0.15, right: cx + size * 0.15, top: cy + size * 1.3, bottom: cy + size * 1.72 };
  canvas.cover(basket, [0.32, 0.2, 0.14], (px, py) => {
    const isBasket = py > cy + size * 1.48;
    const rope = Math.abs(Math.abs(px - cx) - size * 0.12) < 0.7 / canvas.width ? 0.7 : 0;
    return isBasket ? Math.min(size * 0.14 - Math.abs(px - cx), cy + size * 1.7 - py) * canvas.width : rope;
  });
}
