import { chunkBytes, countChunks, isWatched, rules, transfer } from './rules.ts';
import type { Network, Policy, Viewing } from './world.ts';

type DueChunk = { readonly id: number; readonly chunk: number; readonly dueMs: number };

/**
 * Returns the chunks that will be watched, in viewing order, with the time at which each is due if nothing ever stalls.
 */
export function listWatched(viewing: Viewing): DueChunk[] {
  const wanted: DueChunk[] = [];
  let beganMs = 0;
  for (const [id, video] of viewing.videos.entries()) {
    const watchMs = viewing.watchMs[id] ?? 0;
    for (let chunk = 0; chunk < countChunks(video) && isWatched(video, chunk, watchMs); chunk += 1)
      wanted.push({ id, chunk, dueMs: beganMs + chunk * video.chunkMs });
    beganMs += watchMs;
  }
  return wanted;
}

type Node = {
  readonly score: number;
  readonly cursorMs: number;
  readonly nowMs: number;
  /** How far playback is behind a session without stalls. */
  readonly lateMs: number;
  readonly level: number;
  readonly parent: Node | undefined;
};

const binMs = 100;

/**
 * Chooses the level of each chunk by beam search. With swipes and network known, nothing is wasted and fetching in
 * viewing order without pauses is best, so only the levels are left to choose. Keeps the best path to each combination
 * of level and lead over playback, the latter in bins of `binMs`.
 */
export function planLevels(viewing: Viewing, network: Network, wanted: readonly DueChunk[], width = 150): number[] {
  let beam: Node[] = [{ score: 0, cursorMs: 0, nowMs: 0, lateMs: 0, level: -1, parent: undefined }];
  for (const want of wanted) {
    const video = viewing.videos[want.id];
    if (video === undefined) continue;
    const best = new Map<number, Node>();
    for (const node of beam) {
      for (const [level, kbps] of video.kbps.entries()) {
        const bytes = chunkBytes(video, level, want.chunk);
        const { delayMs, cursorMs } = transfer(network, node.cursorMs, bytes);
        const nowMs = node.nowMs + delayMs;
        const stallMs = Math.max(0, nowMs - want.dueMs - node.lateMs);
        const before = node.level < 0 ? kbps : (video.kbps[node.level] ?? 0);
        const gain = (kbps - Math.abs(kbps - before)) / 1000 - (rules.megabitWeight * bytes * 8) / 1e6;
        const score = node.score + gain - (rules.stallWeight * stallMs) / 1000;
        const key = Math.round((nowMs - node.lateMs - stallMs) / binMs) * 4 + level;
        const rival = best.get(key);
        if (rival === undefined || score > rival.score)
          best.set(key, { score, cursorMs, nowMs, lateMs: node.lateMs + stallMs, level, parent: node });
      }
    }
    // Being ahead of playback prevents stalls later, so the rank is the score with a small credit for it.
    beam = [...best.values()].toSorted((a, b) => rank(b) - rank(a)).slice(0, width);
  }
  const levels: number[] = [];
  let node = beam.reduce<Node | undefined>(
    (top, one) => (top === undefined || one.score > top.score ? one : top),
    undefined,
  );
  for (; node?.parent !== undefined; node = node.parent) levels.unshift(node.level);
  return levels;
}

function rank(node: Node): number {
  return node.score - (0.4 * (node.nowMs - node.lateMs)) / 1000;
}

/** Creates an oracle policy that knows the swipes and the network trace in advance. */
export function createClairvoyant(viewing: Viewing, network: Network): Policy {
  const wanted = listWatched(viewing);
  const levels = planLevels(viewing, network, wanted);
  let next = 0;
  return {
    reset: () => {
      next = 0;
    },
    video: () => {},
    decide: ({ q, play }) => {
      const want = wanted[next];
      if (want === undefined || !q.some(([id]) => id === want.id)) return [play, 0, 100];
      next += 1;
      return [want.id, levels[next - 1] ?? 0, 0];
    },
  };
}
