import type { View } from '../src/shared/messages.ts';
import type { Network } from './assemble-network.ts';
import type { MediaCache } from './cache/media-cache.ts';
import { rewriteConditions } from './decision/plan/client-state.ts';
import { passQueryOn } from './decision/mp4/playlist.ts';
import { isManifest } from './decision/playlist/parse-manifest.ts';
import { ManifestRewriter } from './fetch-handler/manifest-rewriter.ts';
import { PlaybackSources } from './fetch-handler/playback-sources.ts';
import { MediaHandler } from './fetch-handler/media-handler.ts';
import { PlaylistHandler } from './fetch-handler/playlist-handler.ts';
import type { DeliveryLedger } from './ledger/delivery-ledger.ts';
import type { Lives } from './lives.ts';
import type { Choose } from './prefetch/prefetcher.ts';
import type { RenditionChoices } from './prefetch/rendition-choices.ts';

export type PlaybackSurroundings = {
  readonly network: Network;
  readonly cache: MediaCache;
  readonly choices: RenditionChoices;
  readonly lives: Lives;
  readonly deliveries: DeliveryLedger;
  readonly view: () => View | undefined;
  readonly choose: () => Promise<Choose>;
  /** A player goes on in another rendition than was planned. */
  readonly onOtherRendition: () => void;
  /** A player waits for these bytes. */
  readonly onAwaited: (bytes: Promise<unknown>) => void;
  readonly nowMs: () => number;
  readonly wait: (delayMs: number) => Promise<void>;
};

/** Makes what answers the players. */
export function assemblePlayback({ network, cache, choices, nowMs, ...around }: PlaybackSurroundings) {
  const sources = new PlaybackSources({
    cache,
    lives: around.lives,
    transfers: network.transfers,
    join: ({ resource, headers, renews }) =>
      network.join(resource, { purpose: 'player', priority: 'high', headers, renews }),
    identity: network.identity,
    originIdOf: (url) => network.origins.idOf(url),
    followRendition: (key) => choices.follow(key),
    onOtherRendition: around.onOtherRendition,
    onForeseen: () => around.deliveries.foresaw(),
    onAwaited: around.onAwaited,
    nowMs,
    wait: around.wait,
  });
  const rewriter = new ManifestRewriter({
    conditions: () => rewriteConditions(around.view()),
    chosen: (key) => choices.find(key),
  });
  const playlists = new PlaylistHandler(sources, async (source) => {
    const { text, url } = source;
    await network.learn(text, url);
    return isManifest(text) ? rewriter.rewrite(source, await around.choose()) : passQueryOn(text, url);
  });
  return { media: new MediaHandler(sources), playlists };
}
