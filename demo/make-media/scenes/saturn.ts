import { around, type Canvas, type Colour, rgb } from '../canvas';
import { fbm, mix, noise, ramp } from '../noise';
import type { Scene } from '../scene';
import { makeStars } from '../stars';

const centre = { x: 0.5, y: 0.84 };
const radius = 0.235;
const tilt = 0.3;
const lean = -0.32;
const orbits = 3;

export const saturn: Scene = {
  width: 360,
  prepare() {
    const stars = makeStars(160, 16 / 9, 52, isBehindPlanet);
    const sky = [rgb('05060f'), rgb('0b0d1f'), rgb('121029'), rgb('0a0a18')];
    let still: Float32Array | undefined;
    return (canvas, seconds, progress) => {
      if (still === undefined) {
        canvas.gradient(sky);
        canvas.glow(0.12, 1.5, 0.9, [0.25, 0.12, 0.4], 0.24);
        canvas.glow(0.95, 0.25, 0.7, [0.08, 0.2, 0.36], 0.22);
        paintRings(canvas, true);
        paintPlanet(canvas);
        paintRings(canvas, false);
        still = canvas.pixels.slice();
      }
      canvas.pixels.set(still);
      stars.paint(canvas, seconds);
      paintMeteor(canvas, seconds);
      paintMoon(canvas, progress * orbits * 2 * Math.PI);
    };
  },
};

function isBehindPlanet(x: number, y: number): boolean {
  return Math.hypot(x - centre.x, y - centre.y) < radius + 0.01;
}

function paintPlanet(canvas: Canvas): void {
  const { x: cx, y: cy } = centre;
  const box = around(cx, cy, radius);
  const discAt = (dx: number, dy: number): number => (1 - Math.hypot(dx, dy)) * radius * canvas.width;
  canvas.cover(box, [0.93, 0.78, 0.55], (x, y) => discAt((x - cx) / radius, (y - cy) / radius));
  canvas.cover(box, [0.72, 0.55, 0.38], (x, y) => {
    const dx = (x - cx) / radius;
    const dy = (y - cy) / radius;
    const depth = Math.sqrt(Math.max(0, 1 - dx * dx - dy * dy));
    const across = dx * Math.cos(lean) + dy * Math.sin(lean);
    const latitude = (dy * Math.cos(lean) - dx * Math.sin(lean)) * 0.95 + tilt * depth * 0.5;
    const drift = fbm(across / (0.4 + depth), latitude * 5, 0, 2) - 0.5;
    const band = 0.5 + 0.5 * Math.sin(latitude * 19 + drift * 1.4 + 1.5 * Math.sin(latitude * 7));
    return Math.min(1, discAt(dx, dy)) * band;
  });
  canvas.cover(box, [0.03, 0.025, 0.05], (x, y) => {
    const dx = (x - cx) / radius;
    const dy = (y - cy) / radius;
    const depth = Math.sqrt(Math.max(0, 1 - dx * dx - dy * dy));
    return Math.min(1, discAt(dx, dy)) * ramp(0.35, -0.75, depth * 0.5 - dx * 0.75 - dy * 0.35);
  });
}

/** Draws a meteor every eleven seconds, each in a different place. */
function paintMeteor(canvas: Canvas, seconds: number): void {
  const number = Math.floor(seconds / 11);
  const flight = (seconds - number * 11 - 3) / 0.9;
  if (flight < 0 || flight > 1) return;
  const x = 0.15 + noise(number * 5.3, 1) * 0.6 + flight * 0.28;
  const y = (number % 2 === 0 ? 0.16 : 1.25) + noise(number * 3.1, 7) * 0.2 + flight * 0.16;
  for (let tail = 0; tail < 24; tail++) {
    const strength = Math.sin(Math.PI * flight) * (1 - tail / 24) ** 2;
    canvas.glow(x - tail * 0.0056, y - tail * 0.0032, 0.006, [0.9, 0.95, 1], strength * 0.8);
  }
}

/** Draws one half of the rings as ellipses. The half behind the planet is drawn before the planet. */
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
  const isBehind = Math.sin(angle) < 0;
  const across = Math.cos(angle) * radius * 1.95;
  const up = Math.sin(angle) * radius * 1.95 * tilt * 1.6;
  const x = centre.x + across * Math.cos(lean) - up * Math.sin(lean);
  const y = centre.y + across * Math.sin(lean) + up * Math.cos(lean) - 0.05;
  for (const [dx, dy, size, colour, soft] of moonParts) {
    canvas.cover(around(x + dx, y + dy, size + soft), colour, (px, py) => {
      const hidden = isBehind && Math.hypot(px - centre.x, py - centre.y) < radius;
      return hidden ? 0 : (size + soft / 2 - Math.hypot(px - x - dx, py - y - dy)) / soft;
    });
  }
}

/** Discs that form the moon, lit from the left like the planet. */
const moonParts: readonly (readonly [number, number, number, Colour, number])[] = [
  [0, 0, 0.021, [0.82, 0.84, 0.88], 0.004],
  [0.008, 0.005, 0.0125, [0.42, 0.42, 0.48], 0.015],
];
