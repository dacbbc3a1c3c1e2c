import type { PlayerFigures } from '../player/player-figures.ts';

/** What the page knows about itself, read on demand. */
export type PageFigures = {
  /** The worker that answers the page's requests; null while the page plays from the network. */
  readonly worker: () => ServiceWorker | null;
  /** The current reel's player first. */
  readonly readPlayers: () => readonly PlayerFigures[];
  /** The players' common estimate of the network. */
  readonly readThroughputBps: () => number | null;
  readonly titleOf: (reelId: string) => string;
  /** The ten reels after the current one. */
  readonly readUpcoming: () => readonly { readonly id: string; readonly title: string }[];
};
