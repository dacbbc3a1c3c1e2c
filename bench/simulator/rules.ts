import type { Network, Video } from './world.ts';

/**
 * The rules of the ACM Multimedia 2022 short-video streaming grand challenge, as implemented in its public simulator
 * (github.com/AItransCompetition/Short-Video-Streaming-Challenge: controller, network, user and player modules,
 * run.py):
 * - one transfer or one sleep at a time; playback goes on meanwhile, and all time after the buffer ran dry is stall;
 * - the link delivers 95 % of the trace's rate, each transfer takes one more round trip, and the trace advances only
 *   while bytes flow: neither sleeps nor round trips use it up;
 * - a chunk counts as watched when the viewer reaches its first moment; it arrives whole at the end of its transfer;
 * - the switching penalty compares each chunk with the one watched before it, across videos too.
 * The versions of the simulator differ in when they count that penalty; all of them determine it when a chunk is
 * requested. If the chunk watched before has not been requested yet, the first version (April 2022) assumes that it has
 * the top level. The last version, which the forks carry too, counts nothing then, but makes up for it when that chunk
 * is requested after all. It should add the difference of the two rates, but adds the whole rate of the following
 * chunk, since the other rate is not set yet at that line. It also finds no last chunk in a video that is watched to
 * its end, so it counts nothing between that video and the next. The intended order is that of watching, so `score`
 * counts that way; `scoreByFirstRules` and `scoreByLastRules` are the scores by these versions as coded.
 * The simulator also carries the last levels of a session over to the next one, which no policy can plan for: left out
 * here.
 */
export const rules = {
  roundTripMs: 80,
  payloadShare: 0.95,
  queue: 5,
  videos: 7,
  stallWeight: 1.85,
  megabitWeight: 0.5,
} as const;

export function countChunks(video: Video): number {
  return video.sizes[0]?.length ?? 0;
}

export function chunkBytes(video: Video, level: number, chunk: number): number {
  const bytes = video.sizes[level]?.[chunk];
  if (bytes === undefined) throw new RangeError(`There is no chunk ${chunk} at level ${level}`);
  return bytes;
}

/** Whether a viewer who watches for `watchMs` reaches the chunk. */
export function isWatched(video: Video, chunk: number, watchMs: number): boolean {
  return chunk <= Math.floor(watchMs / video.chunkMs);
}

/** Returns the last chunk that the viewer reaches. */
export function lastWatched(video: Video, watchMs: number): number {
  return Math.min(Math.floor(watchMs / video.chunkMs), countChunks(video) - 1);
}

export function isWatchedWhole(video: Video, watchMs: number): boolean {
  return watchMs >= countChunks(video) * video.chunkMs;
}

/** Returns how long a transfer takes that begins at `cursorMs` of the trace, and where in the trace it ends. */
export function transfer(network: Network, cursorMs: number, bytes: number): { delayMs: number; cursorMs: number } {
  const { stepMs, kbps } = network;
  const lengthMs = stepMs * kbps.length;
  let bits = bytes * 8;
  let at = cursorMs;
  let spent = 0;
  for (;;) {
    const step = Math.floor((at % lengthMs) / stepMs);
    const leftMs = stepMs - (at % stepMs);
    const rate = (kbps[step] ?? 0) * rules.payloadShare;
    const possible = rate * leftMs;
    if (possible > bits) {
      const lastMs = bits / rate;
      return { delayMs: Math.round(spent + lastMs + rules.roundTripMs), cursorMs: at + lastMs };
    }
    bits -= possible;
    spent += leftMs;
    at += leftMs;
    if (spent > 10 * lengthMs) throw new RangeError(`Network ${network.name} never delivers`);
  }
}
