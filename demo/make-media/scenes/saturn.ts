import { type Canvas, rgb } from '../canvas';
import { fbm, mix, ramp } from '../noise';
import type { Scene } from '../scene';
import { makeStars } from '../stars';

const centre = { x: 0.5, y: 0.84 };
const radius = 0.235;
const tilt = 0.3;
const lean = -0.32;

export const saturn: Scene = {
  width: 360,
  prepare() {
    const stars = makeStars(160, 16 / 9, 52);
    const sky = [rgb('05060f'), rgb('0b0d1f'), rgb('121029'), rgb('0a0a18')];
    return (canvas, seconds, progress) => {
      canvas.gradient(sky);
      canvas.glow(0.12, 1.5, 0.9, [0.25, 0.12, 0.4], 0.24);
      canvas.glow(0.95, 0.25, 0.7, [0.08, 0.2, 0.36], 0.22);
      stars.paint(canvas, seconds * 0.4);
      const moon = progress * 2 * Math.PI;
      const isBehind = Math.sin(moon) < 0;
      if (isBehind) paintMoon(canvas, moon);
      paintRings(canvas, true);
      paintPlanet(canvas, seconds);
      paintRings(canvas, false);
      if (!isBehind) paintMoon(canvas, moon);
    };
  },
};

function paintPlanet(canvas: Canvas, seconds: number): void {
  const { x: cx, y: cy } = centre;
  const box = { left: cx - radius, right: cx + radius, top: cy - radius, bottom: cy + radius };
  for (const [channel, colour] of [
    [0, [0.93, 0.78, 0.55]],
    [1, [0.72, 0.55, 0.38]],
    [2, [0.03, 0.025, 0.05]],
  ] as const) {
    canvas.cover(box, colour, (x, y) => {
      const dx = (x - cx) / radius;
      const dy = (y - cy) / radius;
      const out = Math.hypot(dx, dy);
      const edge = Math.min(1, (1 - out) * radius * canvas.width);
      if (edge <= 0 || channel === 0) return edge;
      const across = dx * Math.cos(lean) + dy * Math.sin(lean);
      const up = dy * Math.cos(lean) - dx * Math.sin(lean);
      const depth = Math.sqrt(Math.max(0, 1 - out * out));
      if (channel === 2) return edge * ramp(0.35, -0.75, -dx * 0.75 - dy * 0.35 + depth * 0.5);
      const latitude = up * 0.95 + tilt * depth * 0.5;
      const drift = fbm(across / (0.4 + depth) + seconds * 0.05, latitude * 5, 0, 2) - 0.5;
      return edge * (0.5 + 0.5 * Math.sin(latitude * 19 + drift * 1.4 + 1.5 * Math.sin(latitude * 7)));
    });
  }
}

/** Seen aslant the rings are ellipses; the half behind the planet is drawn before it. */
function paintRings(canvas: Canvas, isBehind: boolean): void {
  const reach = radius * 2.35;
  const { x: cx, y: cy } = centre;
  canvas.cover(
    { left: cx - reach, right: cx + reach, top: cy - reach, bottom: cy + reach },
    [0.88, 0.79, 0.66],
    (x, y) => {
      const across = (x - cx) * Math.cos(lean) + (y - cy) * Math.sin(lean);
      const up = (y - cy) * Math.cos(lean) - (x - cx) * Math.sin(lean);
      if (up < 0 !== isBehind) return 0;
      const out = Math.hypot(across, up / tilt) / radius;
      if (out < 1.28 || out > 2.3) return 0;
      const band = 0.55 + 0.25 * Math.sin(out * 41) * Math.sin(out * 17) + 0.2 * Math.sin(out * 9);
      const gap = 1 - 0.92 * ramp(0.05, 0.02, Math.abs(out - 1.98));
      const shadow = isBehind && across > 0 && across < radius * 0.95 ? 0.25 : 1;
      return mix(0.9, 0.5, ramp(1.3, 2.3, out)) * band * gap * shadow * ramp(1.28, 1.36, out) * ramp(2.3, 2.24, out);
    },
  );
}

function paintMoon(canvas: Canvas, angle: number): void {
  const across = Math.cos(angle) * radius * 1.95;
  const up = Math.sin(angle) * radius * 1.95 * tilt * 1.6;
  const x = centre.x + across * Math.cos(lean) - up * Math.sin(lean);
  const y = centre.y + across * Math.sin(lean) + up * Math.cos(lean) - 0.05;
  canvas.disc(x, y, 0.021, [0.82, 0.84, 0.88]);
  canvas.disc(x + 0.008, y + 0.005, 0.0155, [0.3, 0.3, 0.36], 0.75, 0.015);
}
