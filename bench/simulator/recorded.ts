import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import type { Network, Video } from './world.ts';

/**
 * The folder of recorded traces, which need not exist. They serve validation only; none of them is part of this
 * repository.
 */
export const recordedFolder =
  process.env['NEXTREEL_TRACES'] === undefined
    ? new URL('../../../shared/traces/', import.meta.url)
    : pathToFileURL(`${process.env['NEXTREEL_TRACES']}/`);

const numbers = v.array(v.pipe(v.number(), v.finite(), v.minValue(0)));
const networksSchema = v.record(v.string(), v.object({ stepMs: v.number(), kbps: numbers }));
const reelsSchema = v.record(
  v.string(),
  v.object({ chunkMs: v.number(), kbps: numbers, chunkBytes: v.array(numbers), stillWatchingAtSecond: numbers }),
);
const sessionsSchema = v.record(v.string(), numbers);

export type Recorded = {
  readonly networks: readonly Network[];
  readonly videos: readonly Video[];
  /** Seconds between swipes, by session. */
  readonly swipes: Readonly<Record<string, readonly number[]>>;
};

export function readRecorded(folder: URL = recordedFolder): Recorded | undefined {
  if (!existsSync(new URL('network.json', folder))) return undefined;
  const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  const networks = v.parse(networksSchema, read('network.json'));
  const reels = v.parse(reelsSchema, read('reels.json'));
  return {
    networks: Object.entries(networks).map(([name, { stepMs, kbps }]) => ({ name, stepMs, kbps })),
    videos: Object.values(reels).map((reel) => ({
      chunkMs: reel.chunkMs,
      kbps: reel.kbps,
      sizes: reel.chunkBytes,
      retention: reel.stillWatchingAtSecond,
    })),
    swipes: v.parse(sessionsSchema, read('swipe-sessions.json')),
  };
}
