import { bufferMessage } from '../src/shared/buffer-settings.ts';
import { partsOfMp4 } from '../src/shared/mp4-address.ts';
import { LiveConfig } from './api/live-config.ts';
import { WorkerApi } from './api/worker-api.ts';
import { BodyKeeper } from './cache/body-keeper.ts';
import { openCache } from './cache/open-cache.ts';
import { storageConditions } from './cache/storage-conditions.ts';
import { readStorageFacts } from './cache/storage-facts.ts';
import { CurrentView } from './current-view.ts';
import { rewriteConditions } from './decision/plan/client-state.ts';
import { FeedPages } from './fetch-handler/feed-pages.ts';
import { KeptFeedPages } from './fetch-handler/kept-feed-pages.ts';
import { ManifestRewriter } from './fetch-handler/manifest-rewriter.ts';
import { MediaHandler } from './fetch-handler/media-handler.ts';
import { PlaybackSources } from './fetch-handler/playback-sources.ts';
import { PlaylistAdapter } from './fetch-handler/playlist-adapter.ts';
import { PlaylistHandler } from './fetch-handler/playlist-handler.ts';
import type { ShellCache } from './fetch-handler/shell.ts';
import { Territory } from './fetch-handler/territory.ts';
import { WaitingRequests } from './fetch-handler/waiting-requests.ts';
import { FormerPages } from './former-pages.ts';
import { DeliveryLedger } from './ledger/delivery-ledger.ts';
import { LifeObserver } from './ledger/life-observer.ts';
import { Log } from './ledger/log.ts';
import { PredictionLedger } from './ledger/prediction-ledger.ts';
import { Lives } from './lives.ts';
import type { Memory } from './memory.ts';
import { FileReaders } from './mp4/file-readers.ts';
import { IndexReader } from './mp4/index-reader.ts';
import { Mp4OnDemand } from './mp4/on-demand.ts';
import { BackgroundSaving } from './offline/background-saving.ts';
import { Offline } from './offline/offline.ts';
import { SavedReels } from './offline/saved-reels.ts';
import { Saver } from './offline/saver.ts';
import { CmcdFallback } from './origins/cmcd-fallback.ts';
import { CmcdReporter } from './origins/cmcd-reporter.ts';
import { KeptParts } from './origins/kept-parts.ts';
import { configuredOrigins, KnownOrigins } from './origins/known-origins.ts';
import { LiveStreams } from './origins/live-streams.ts';
import { MediaNetwork } from './origins/media-network.ts';
import { NetworkMonitor } from './origins/network-monitor.ts';
import { replicaKeys } from './decision/resource/identity.ts';
import { PersonalPaths } from './origins/personal-paths.ts';
import { SharingRules } from './origins/sharing-rules.ts';
import { TransferTable, transferLimits } from './origins/transfer-table.ts';
import { readWholeAnswer } from './origins/whole-answer.ts';
import type { Platform } from './platform.ts';
import { BehaviourMemory } from './prefetch/behaviour-memory.ts';
import { CacheFiller } from './prefetch/cache-filler.ts';
import { ForbiddenCopies } from './prefetch/forbidden-copies.ts';
import { LaneControl } from './prefetch/lane-control.ts';
import { Moments } from './prefetch/moments.ts';
import { PageLookahead } from './prefetch/page-lookahead.ts';
import { PageRequests } from './prefetch/page-requests.ts';
import { Planner } from './prefetch/planner.ts';
import { Prefetcher } from './prefetch/prefetcher.ts';
import { PrefetchQueue } from './prefetch/queue.ts';
import { PrefetchWork, queueLimits } from './prefetch/queue-work.ts';
import { RenditionChoices } from './prefetch/rendition-choices.ts';
import { RequestedReels } from './prefetch/requested-reels.ts';
import { RouteMemory } from './prefetch/route-memory.ts';
import { TransferMemory } from './prefetch/transfer-memory.ts';
import { WatchMemory } from './prefetch/watch-memory.ts';
import { SignOut } from './sign-out.ts';
import { ViewHandler } from './view-handler.ts';

export type Worker = ReturnType<typeof createWorker>;

/**
 * Creates the worker's parts and connects them. `store`, `sites`, `learned` and `ahead` each include all parts of the
 * previous group. Contains no decisions.
 */
export function createWorker(platform: Platform, shell: ShellCache, apiBase: string) {
  const { nowMs, scopeOrigin, navigator } = platform;
  const kept = (name: string): Memory => ({
    read: () => state.read(name),
    write: (value) => state.write(name, value),
  });
  const settings: LiveConfig = new LiveConfig(
    kept('config'),
    (cause) => log.warn('A stored setting is invalid, so its default applies', cause),
    (changed) => {
      room.reconsider();
      void platform.notifyPages(bufferMessage(changed));
    },
  );
  const config = settings.live;
  const log = new Log(config, platform.console, nowMs);
  const view = new CurrentView(nowMs);
  const lives = new Lives();
  const formerPages = new FormerPages(
    { former: kept('former-pages'), viewers: kept('page-viewers') },
    platform.listPages,
  );
  const base = { ...platform, settings, config, log, view, lives, formerPages };

  const { cache, room, state, access, saved, end, deleteAbandoned } = openCache(
    config.cache,
    {
      ...base,
      readConditions: () => storageConditions(navigator, settings, view),
      onStoreFailure: (cause) => log.warn('The store has failed, so media comes from the origins', cause),
      onStoreRecovery: () => log.write('info', 'The store works again'),
      onDamaged: (key) => log.write('warn', `${key} is damaged, and is removed`),
      savedPlaceOf: (key) => reels.placeOf(key),
      mayHoldSaved: () => Promise.resolve(reels.mayUseCache),
    },
    lives,
  );
  const store = { ...base, cache };
  const sharingRules = new SharingRules(platform, scopeOrigin);
  const measured = new TransferMemory();
  const forbidden = new ForbiddenCopies();
  const liveStreams = new LiveStreams();
  const onUncacheableText = (url: string, text: Blob) => prefetcher.offerUncacheable(url, text);
  const keeper = new BodyKeeper({ ...store, sharingRules, measured, forbidden, liveStreams, onUncacheableText });

  const origins = new KnownOrigins(kept('origins'), () => configuredOrigins(config.origins.base_urls));
  const territory = new Territory({ ...base, origins });
  const monitor = new NetworkMonitor({ ...base, origins, memory: kept('network') });
  const indexes = new IndexReader({
    cache,
    identity: () => network.identity(),
    fetchWhole: (resource, request) => network.fetchIndex(resource, request),
  });
  const mp4 = new Mp4OnDemand({ ...base, readIndex: indexes.read, readPart: indexes.readPart, keyOf: indexes.keyOf });
  const fetcher = { fetch: new CmcdFallback(mp4.fetch).fetch, nowMs };
  const keptParts = new KeptParts(nowMs, (key) => lives.report(key, { type: 'lose-part' }));
  const limits = transferLimits(config);
  const transfers = new TransferTable({ network: fetcher, origins: monitor, keptParts, keeper, lives, limits });
  const personal = new PersonalPaths({ ...base, viewerId: () => view.latest?.viewerId });
  const cmcd = new CmcdReporter(platform.newName);
  const sites = { ...store, origins, monitor, transfers, territory, personal, liveStreams };
  const network: MediaNetwork = new MediaNetwork({ ...sites, network: fetcher, cmcd });

  const predictions = new PredictionLedger(kept('predictions'));
  const deliveries = new DeliveryLedger(kept('deliveries'));
  const behaviour = new BehaviourMemory({ ...base, viewers: kept('viewers'), strategies: kept('strategies') });
  const choices = new RenditionChoices(kept('rendition-choices'));
  const watchTime = new WatchMemory(kept('watch-time'), nowMs);
  const requestedReels = new RequestedReels(kept('asked-reels'), nowMs);
  const learned = {
    ...sites,
    network,
    predictions,
    deliveries,
    behaviour,
    choices,
    watchTime,
    measured,
    forbidden,
    requestedReels,
  };
  const planner = new Planner(learned);

  const onChange = () => events.changed();
  const keptPages = new KeptFeedPages({ ...platform, vault: saved });
  const feedPages = new FeedPages({ ...platform, kept: keptPages, sharingRules, isOwnSite: !shell.isEmpty });
  const pages = new PageLookahead({ feedPages, shell, routes: new RouteMemory(kept('routes'), nowMs), scopeOrigin });
  const cacheFiller = new CacheFiller({ ...learned, onChange });
  const work = new PrefetchWork({ ...learned, cacheFiller, pages });
  const queue = new PrefetchQueue(queueLimits(config), work, lives);
  const lanes = new LaneControl({ ...learned, queue, onChange });
  const ahead = { ...learned, planner, pages, cacheFiller, work, queue, lanes };
  const prefetcher: Prefetcher = new Prefetcher(ahead);
  const moments = new Moments(ahead);
  const requests = new PageRequests({ ...ahead, prefetcher, moments });
  lives.observe(new LifeObserver(predictions, log, prefetcher).observe);

  const keysLike = (key: string) => replicaKeys(key, origins.latest);
  const reels = new SavedReels({ ...base, store: saved, older: kept('saved-reels'), keysLike });
  const background = new BackgroundSaving({
    ...base,
    network,
    read: async (resource, response) => {
      const facts = { bps: view.throughputBps, nowMs: nowMs() };
      return keeper.fileOf(resource, await readWholeAnswer(resource, response, facts));
    },
  });
  const saver = new Saver({
    ...ahead,
    reels,
    store: saved,
    background,
    fetch: async (resource, signal) => keeper.fileOf(resource, await network.fetchToSave(resource, signal)),
  });
  const offline = new Offline({ ...ahead, reels, saver, background });

  const sources = new PlaybackSources({ ...ahead, prefetcher });
  const conditions = (manifestUrl: string) => rewriteConditions(view.latest, manifestUrl);
  const rewriter = new ManifestRewriter({ conditions, chosen: (key) => choices.find(key) });
  const playlistAdapter = new PlaylistAdapter({ rewriter, planner, choices, network });
  const media = new MediaHandler(sources);
  const playlists = new PlaylistHandler(sources, playlistAdapter.adapt);

  const inMemory = [
    deliveries,
    transfers,
    lives,
    territory,
    network,
    liveStreams,
    sharingRules,
    keptParts,
    view,
    prefetcher,
    rewriter,
    log,
  ];
  const fileReaders = new FileReaders(kept('readings'));
  const stored = [requestedReels, behaviour, offline, pages, choices, watchTime, predictions, fileReaders];
  const signOut = new SignOut({ ...ahead, requests, inMemory, stored, deleteAbandoned });
  const underWay = [queue, transfers];
  const { api, events }: WorkerApi = new WorkerApi({
    ...base,
    sources: {
      ...ahead,
      restore: () => Promise.all([settings.restore(), requestedReels.restore(), monitor.ready]),
      version: shell.shell.version,
      base: apiBase,
      startedAtMs: Math.floor(nowMs()),
      viewers: behaviour,
      prefetcher,
      state,
      readStorage: () => readStorageFacts(navigator.storage, cache),
    },
    actions: { requests, signOut },
    underWay,
    onFailure: (cause) => log.warn('The API failed', cause),
  });
  const ledgers = [monitor, predictions, deliveries];
  const views = new ViewHandler({ ...ahead, saver, prefetcher, feedPages, keptParts, underWay, ledgers, onChange });

  const waiting = new WaitingRequests();
  const savedFiles = { placeOf: (fileUrl: string) => reels.placeOf(network.keyNow(partsOfMp4(fileUrl))) };
  const routes = { ...ahead, shell, feedPages, api, media, waiting, mp4, fileReaders, playlists, savedFiles };
  const mayBeSaved = (url: string) => savedFiles.placeOf(url) !== undefined;
  const ends = { access, end };
  return {
    ...base,
    ...ends,
    mp4,
    planner,
    views,
    requests,
    offline,
    pages,
    signOut,
    keptPages,
    events,
    mayBeSaved,
    routes,
  };
}
