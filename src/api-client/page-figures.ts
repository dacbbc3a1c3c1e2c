import type { PlayerFigures } from '../player/player-figures.ts';

/** What the page tells of itself, read when somebody looks. */
export type PageFigures = {
  /** Who answers the page's requests; null while it plays from the network. */
  readonly worker: () => ServiceWorker | null;
  /** The current reel's player first. */
  readonly readPlayers: () => readonly PlayerFigures[];
  /** The players' common estimate of the network. */
  readonly readThroughputBps: () => number | null;
  readonly titleOf: (reelId: string) => string;
  /** The next ten reels behind the current one. */
  readonly readComing: () => readonly { readonly id: string; readonly title: string }[];
};
