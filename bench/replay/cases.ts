import { createRandom, drawNormal } from '../simulator/random.ts';
import type { Recorded } from '../simulator/recorded.ts';
import { generateNetwork } from '../simulator/traces.ts';
import type { Network } from '../simulator/world.ts';

/** A viewer who swipes at these times after the page was opened. */
export type Viewer = { readonly name: string; readonly swipesAtMs: readonly number[] };

export type ReplayCase = { readonly network: Network; readonly viewer: Viewer };

export type CaseCounts = { readonly viewers: number; readonly networksPerClass: number; readonly sessionMs: number };

const classes = ['high', 'medium', 'low', 'slow'] as const;
/** The slow class is the low class at half its rate, where the link carries the lowest rendition at most. */
const slowFactor = 0.5;

/** Pairs each viewer with a network of each class, in an order that lets a truncated run cover all classes. */
export function listCases(recorded: Recorded | undefined, counts: CaseCounts): ReplayCase[] {
  const viewers = recorded === undefined ? ownViewers(counts) : recordedViewers(recorded, counts);
  const networks = classes.map((kind) => networksOf(kind, recorded, counts.networksPerClass));
  return Array.from({ length: counts.networksPerClass }, (_, round) =>
    viewers.flatMap((viewer, index) =>
      networks.flatMap((ofClass) => {
        const network = ofClass[(index + round) % ofClass.length];
        return network === undefined ? [] : [{ network, viewer }];
      }),
    ),
  ).flat();
}

export function classOf({ network }: Pick<ReplayCase, 'network'>): string {
  return network.name.replace(/-.*$/, '');
}

export function meanBps({ kbps }: Network): number {
  return (1000 * kbps.reduce((sum, value) => sum + value, 0)) / kbps.length;
}

/** Returns the trace's rate at this time. The trace repeats from its start. */
export function bpsAt({ kbps, stepMs }: Network, atMs: number): number {
  return 1000 * (kbps[Math.floor(atMs / stepMs) % kbps.length] ?? 0);
}

function networksOf(kind: (typeof classes)[number], recorded: Recorded | undefined, count: number): Network[] {
  const source = kind === 'slow' ? 'low' : kind;
  const known = recorded?.networks.filter(({ name }) => name.startsWith(source)) ?? [];
  const own = (index: number) => generateNetwork(createRandom(100 + index), source, `${source}-own-${index}`);
  const networks = Array.from({ length: count }, (_, index) => known[index % Math.max(1, known.length)] ?? own(index));
  return kind === 'slow' ? networks.map(slowed) : networks;
}

function slowed({ name, stepMs, kbps }: Network): Network {
  return { name: name.replace('low', 'slow'), stepMs, kbps: kbps.map((value) => value * slowFactor) };
}

/** Samples viewers evenly from lively to calm, among those who swipe at least twice during a session. */
function recordedViewers({ swipes }: Recorded, { viewers, sessionMs }: CaseCounts): Viewer[] {
  const all = Object.entries(swipes)
    .map(([name, seconds]) => viewerOf(name, seconds, sessionMs))
    .filter(({ swipesAtMs }) => swipesAtMs.length >= 2)
    .toSorted((a, b) => b.swipesAtMs.length - a.swipesAtMs.length);
  const step = (all.length - 1) / Math.max(1, viewers - 1);
  return Array.from({ length: Math.min(viewers, all.length) }, (_, index) => all[Math.round(index * step)]).filter(
    (viewer) => viewer !== undefined,
  );
}

function ownViewers({ viewers, sessionMs }: CaseCounts): Viewer[] {
  return Array.from({ length: viewers }, (_, index) => {
    const random = createRandom(200 + index);
    const typicalSeconds = 3 * 1.5 ** index;
    const seconds = Array.from({ length: 64 }, () =>
      Math.max(0.7, typicalSeconds * Math.exp(0.7 * drawNormal(random))),
    );
    return viewerOf(`own-${index}`, seconds, sessionMs);
  });
}

function viewerOf(name: string, secondsBetween: readonly number[], sessionMs: number): Viewer {
  let atMs = 0;
  const times = secondsBetween.map((seconds) => (atMs += Math.round(seconds * 1000)));
  return { name, swipesAtMs: times.filter((time) => time < sessionMs) };
}
