import type { CatalogueReel } from '../../demo/catalogue.ts';
import type { Visit } from '../replay/meter.ts';
import type { VirtualLink } from './virtual-link.ts';
import type { VirtualPlayer } from './virtual-player.ts';
import type { VirtualTime } from './virtual-time.ts';

export const mediaBase = 'http://origin.test/';

export type VirtualReel = Pick<CatalogueReel, 'id' | 'src' | 'poster' | 'durationSeconds' | 'tags'>;

export type PageParts = {
  readonly time: VirtualTime;
  readonly link: VirtualLink;
  readonly reels: readonly VirtualReel[];
};

export type VirtualPage = {
  show(index: number): void;
  readonly current: VirtualPlayer | undefined;
};

/** Returns what the viewer saw of a reel, in the form of the browser's meter. */
export function visitOf(
  reelId: string,
  player: VirtualPlayer | undefined,
  { startMs, before }: { readonly startMs: number | null; readonly before: VirtualPlayerState },
  stayedMs: number,
): Visit {
  player?.sync();
  const playedMsByLines = Object.fromEntries(
    Object.entries(player?.playedMsByLines ?? {}).map(([lines, ms]) => [
      lines,
      ms - (before.playedMsByLines[lines] ?? 0),
    ]),
  );
  return {
    reelId: startMs === null ? '' : reelId,
    startMs,
    playedMs: (player?.playedMs ?? 0) - before.playedMs,
    stalledMs: (player?.stalledMs ?? 0) - before.stalledMs,
    waitedMs: startMs ?? stayedMs,
    playedMsByLines,
    switches: [],
    shown: [...(player?.shown ?? [])],
  };
}

export type VirtualPlayerState = {
  readonly playedMs: number;
  readonly stalledMs: number;
  readonly playedMsByLines: Readonly<Record<string, number>>;
};
