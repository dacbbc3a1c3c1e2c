import { createRandom, drawNormal, pick, type Random } from './random.ts';
import { rules } from './rules.ts';
import type { Network, Video, Viewing } from './world.ts';

/**
 * The project's own traces: seeded, so that every run gets the same ones, and of many shapes, so that none favours a
 * policy.
 */

const kbps = [750, 1200, 1850];

/** Relative hazards of swiping per second, by the share of the video that has passed and the second. */
const shapes: readonly ((share: number, second: number) => number)[] = [
  () => 1,
  (_, second) => (second < 1 ? 0.5 : 3 / (1 + second)),
  (share) => (share < 0.15 ? 2.2 : share > 0.85 ? 1.6 : 0.6),
  (_, second) => (second < 2 ? 0.3 : 1.2),
  (share) => 0.4 + 1.4 * share,
  (share, second) => (second < 4 ? 2 : 0.5 + 0.3 * Math.sin(share * 9)),
];

export function generateVideo(random: Random): Video {
  const seconds = Math.round(Math.exp(Math.log(6) + random() * Math.log(100 / 6)));
  const shape = pick(random, shapes);
  const hazardPerSecond = 0.02 + 0.1 * random() ** 1.5;
  const retention = [1];
  for (let second = 0; second < seconds; second += 1) {
    const stay = Math.exp(-hazardPerSecond * shape(second / seconds, second));
    retention.push((retention[second] ?? 1) * stay);
  }
  retention.push(0);
  return { chunkMs: 1000, kbps, sizes: generateSizes(random, seconds), retention };
}

/**
 * Generates the sizes of all chunks by level. A scene lasts some seconds; chunk sizes vary around its mean, in all
 * levels alike.
 */
function generateSizes(random: Random, seconds: number): number[][] {
  const spread = pick(random, [0.1, 0.15, 0.2, 0.45]);
  const sizes: number[][] = kbps.map(() => []);
  let scene = 0;
  for (let second = 0; second < seconds; second += 1) {
    if (random() < 0.2) scene = drawNormal(random) * spread * 0.7;
    const detail = drawNormal(random) * spread * 0.7;
    const opening = second === 0 ? 0.72 : 1;
    const factor = opening * Math.exp(scene + detail - (spread * spread) / 2);
    for (const [level, rate] of kbps.entries())
      sizes[level]?.push(Math.round((rate * 1000 * factor * (0.97 + 0.06 * random())) / 8));
  }
  return sizes;
}

export type NetworkClass = 'high' | 'medium' | 'low';
export const networkClasses: readonly NetworkClass[] = ['high', 'medium', 'low'];

const meanKbps = { high: 3600, medium: 1600, low: 1200 } as const satisfies Record<NetworkClass, number>;

/**
 * Generates a trace by a Markov-modulated process: the link stays in a state for seconds, and fluctuates around it at
 * each step.
 */
export function generateNetwork(random: Random, kind: NetworkClass, name: string): Network {
  const states = [0.55, 0.85, 1.05, 1.55];
  const holdMs = 1500 + random() * 6000;
  const flicker = 0.25 + 0.25 * random();
  const level = meanKbps[kind] * Math.exp(0.1 * drawNormal(random));
  const stepMs = 500;
  let state = pick(random, states);
  const trace: number[] = [];
  for (let step = 0; step < 1200; step += 1) {
    if (random() < stepMs / holdMs) state = pick(random, states);
    const value = level * state * Math.exp(flicker * drawNormal(random) - (flicker * flicker) / 2);
    trace.push(Math.round(Math.max(random() < 0.01 ? 100 : 200, value)));
  }
  return { name, stepMs, kbps: trace };
}

/**
 * Draws when the viewer leaves: uniformly within a second, or at the end. `patience` > 1 makes the viewer stay longer.
 */
export function drawWatchMs(random: Random, video: Video, patience: number): number {
  const seconds = video.sizes[0]?.length ?? 0;
  const threshold = random();
  for (let second = 0; second < seconds; second += 1) {
    if ((video.retention[second + 1] ?? 0) ** (1 / patience) <= threshold)
      return Math.floor((second + random()) * video.chunkMs);
  }
  return seconds * video.chunkMs;
}

/**
 * Draws the videos and watch times of one viewer. With `spread` 0 viewers follow the retention curves exactly, as in
 * the challenge.
 */
export function generateViewing(random: Random, library: readonly Video[], spread: number): Viewing {
  const patience = Math.exp(spread * drawNormal(random));
  const videos = Array.from({ length: rules.videos }, () => pick(random, library));
  return { videos, watchMs: videos.map((video) => drawWatchMs(random, video, patience)) };
}

export function generateLibrary(seed: number, size: number): Video[] {
  const random = createRandom(seed);
  return Array.from({ length: size }, () => generateVideo(random));
}
