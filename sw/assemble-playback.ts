import type { View } from '../src/shared/messages.ts';
import type { Network } from './assemble-network.ts';
import type { MediaCache } from './cache/media-cache.ts';
import { rewriteConditions } from './decision/plan/client-state.ts';
import { passQueryOn } from './decision/mp4/playlist.ts';
import { isManifest } from './decision/playlist/parse-manifest.ts';
import { ManifestRewriter } from './fetch-handler/manifest-rewriter.ts';
import type { MediaSources } from './fetch-handler/media-sources.ts';
import { MediaStrategy } from './fetch-handler/media-strategy.ts';
import { PlaylistStrategy } from './fetch-handler/playlist-strategy.ts';
import type { DeliveryLedger } from './ledger/delivery-ledger.ts';
import type { PredictionLedger } from './ledger/prediction-ledger.ts';
import type { TransferCauses } from './ledger/transfer-causes.ts';
import type { Choose } from './prefetch/prefetcher.ts';
import type { RenditionChoices } from './prefetch/rendition-choices.ts';

/** How old a kept manifest or playlist may be before it is fetched anew behind the answer. */
const freshPlaylistMs = 10 * 60_000;

export type PlaybackSurroundings = {
  readonly network: Network;
  readonly cache: MediaCache;
  readonly choices: RenditionChoices;
  readonly causes: TransferCauses;
  readonly deliveries: DeliveryLedger;
  readonly predictions: PredictionLedger;
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
  const { causes, deliveries, predictions } = around;
  const { transfers } = network;
  const sources: MediaSources = {
    nowMs,
    identity: network.identity,
    originIdOf: (url) => network.origins.idOf(url),
    find: async (key) => {
      if (choices.follow(key)) around.onOtherRendition();
      const found = await cache.find(key);
      if (found !== undefined && found.entry.prefetchedBy !== null) deliveries.foresaw();
      return found;
    },
    findArriving: (key) => {
      const transfer = transfers.find(key);
      if (transfer === undefined) return undefined;
      if (causes.isPrefetch(key)) deliveries.foresaw();
      around.onAwaited(transfer.whole);
      return transfer;
    },
    sharesLine: (key) => transfers.isBesideSpeculation(key),
    settled: () => transfers.settled(),
    join: ({ resource, headers }) => {
      const joined = network.join(resource, { purpose: 'player', priority: 'high', headers });
      const { whole, kept } = joined.transfer;
      if (!joined.isNew && causes.isPrefetch(resource.key)) deliveries.foresaw();
      causes.player(resource.key, whole);
      if (joined.isNew && kept !== null) predictions.partUsed(resource.key, kept.sizeBytes);
      if (resource.kind !== 'poster') around.onAwaited(whole);
      return joined;
    },
  };
  const rewriter = new ManifestRewriter({
    conditions: () => rewriteConditions(around.view()),
    chosen: (key) => choices.find(key),
  });
  const playlists = new PlaylistStrategy(sources, {
    nowMs,
    wait: around.wait,
    freshMs: freshPlaylistMs,
    adapt: async (source) => {
      const { text, url } = source;
      await network.learn(text, url);
      return isManifest(text) ? rewriter.rewrite(source, await around.choose()) : passQueryOn(text, url);
    },
  });
  return { media: new MediaStrategy(sources), playlists };
}
