import type { Feed } from '../feed/feed.ts';
import type { FeedSource } from '../feed/feed-source.ts';
import { mediaUrl } from '../shared/feed.ts';
import { describeReel } from '../worker-client/view.ts';
import type { BridgedPlayers, PlayerBridge } from './player-bridge.ts';

type BridgedFeed = {
  readonly feed: Feed;
  readonly source: FeedSource;
  readonly pageUrl: string;
  readonly workerScriptUrl: string;
};

/**
 * Returns a function that loads the bridge to the feed's players once, and retries after a failed load. Once loaded,
 * the bridge monitors player and worker.
 */
export function lazyBridge(bridged: BridgedFeed): () => Promise<PlayerBridge> {
  let loading: Promise<PlayerBridge> | undefined;
  return () => {
    loading ??= import('./player-bridge.ts').then(
      ({ PlayerBridge: Bridge }) => new Bridge(playersOf(bridged), bridged.workerScriptUrl),
      (cause: unknown) => {
        loading = undefined;
        throw cause;
      },
    );
    return loading;
  };
}

function playersOf({ feed, source, pageUrl }: BridgedFeed): BridgedPlayers {
  return {
    get currentReelId() {
      return feed.reel?.id ?? null;
    },
    get hasBytesAhead() {
      const { bufferAheadSeconds, bufferedToEnd } = feed.controls.playback;
      return bufferedToEnd || bufferAheadSeconds > 1;
    },
    videoOf: (reelId) => feed.players.videoOf(reelId),
    failureOf: (reelId) => feed.players.failureOf(reelId),
    reelOf: (reelId) => {
      const reel = source.find(reelId);
      return reel && describeReel(reel, (path) => mediaUrl(path, source.origins[0], pageUrl));
    },
    restart: () => feed.players.restart(),
  };
}
