import { bufferMessage } from '../src/shared/buffer-settings.ts';
import { savedChangedMessage } from '../src/shared/saved.ts';
import { signedOutMessage } from '../src/shared/signed-out.ts';
import { LiveConfig } from './api/live-config.ts';
import { WorkerApi } from './api/worker-api.ts';
import { BodyKeeper } from './cache/body-keeper.ts';
import { openCache } from './cache/open-cache.ts';
import { storageConditions } from './cache/storage-conditions.ts';
import { readStorageFacts } from './cache/storage-facts.ts';
import { CurrentView } from './current-view.ts';
import { rewriteConditions } from './decision/plan/client-state.ts';
import { isReadAsFile, locate } from './decision/resource/reel-of.ts';
import { FeedPages } from './fetch-handler/feed-pages.ts';
import { KeptFeedPages } from './fetch-handler/kept-feed-pages.ts';
import { ManifestRewriter } from './fetch-handler/manifest-rewriter.ts';
import { MediaHandler } from './fetch-handler/media-handler.ts';
import { PlaybackSources } from './fetch-handler/playback-sources.ts';
import { PlaylistHandler } from './fetch-handler/playlist-handler.ts';
import type { ShellCache } from './fetch-handler/shell.ts';
import { Territory } from './fetch-handler/territory.ts';
import { WaitingRequests } from './fetch-handler/waiting-requests.ts';
import { TextAdapter } from './fetch-handler/text-adapter.ts';
import { FormerPages } from './former-pages.ts';
import { LifeObserver } from './ledger/life-observer.ts';
import { DeliveryLedger } from './ledger/delivery-ledger.ts';
import { Log } from './ledger/log.ts';
import { PredictionLedger } from './ledger/prediction-ledger.ts';
import { Lives } from './lives.ts';
import { IndexReader } from './mp4/index-reader.ts';
import { Mp4OnDemand } from './mp4/on-demand.ts';
import { BackgroundSaving } from './offline/background-saving.ts';
import { Offline } from './offline/offline.ts';
import { SavedReels } from './offline/saved-reels.ts';
import { Saver } from './offline/saver.ts';
import { AddressBook } from './origins/address-book.ts';
import { CmcdReporter } from './origins/cmcd-reporter.ts';
import { KeptParts } from './origins/kept-parts.ts';
import { configuredOrigins, KnownOrigins } from './origins/known-origins.ts';
import { MediaNetwork } from './origins/media-network.ts';
import { NetworkMonitor } from './origins/network-monitor.ts';
import { PersonalPaths } from './origins/personal-paths.ts';
import { StrangerCheck } from './origins/stranger-check.ts';
import { TransferTable, transferLimits } from './origins/transfer-table.ts';
import { readWholeAnswer } from './origins/whole-answer.ts';
import type { Platform } from './platform.ts';
import { AskedReels } from './prefetch/asked-reels.ts';
import { BehaviourMemory } from './prefetch/behaviour-memory.ts';
import { Bringer } from './prefetch/bringer.ts';
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
import { RouteMemory } from './prefetch/route-memory.ts';
import { TransferMemory } from './prefetch/transfer-memory.ts';
import { WatchMemory } from './prefetch/watch-memory.ts';
import { SignOut } from './sign-out.ts';
import { ViewHandler } from './view-handler.ts';

export type Worker = ReturnType<typeof createWorker>;

/** Makes the worker's parts and hands them to each other. Nothing here decides anything. */
export function createWorker(platform: Platform, shell: ShellCache, apiBase: string) {
  const { nowMs, wait, scopeOrigin, navigator } = platform;
  const kept = (name: string) => state.at(name);
  const settings: LiveConfig = new LiveConfig(
    { read: () => state.read('config'), write: (value) => state.write('config', value) },
    (cause) => log.warn('The kept configuration is not valid: the defaults hold', cause),
    (changed) => {
      room.reconsider();
      void platform.tellPages(bufferMessage(changed));
    },
  );
  const config = settings.live;
  const log = new Log(config.logging, platform.console, nowMs);
  const view = new CurrentView(nowMs);
  const lives = new Lives();
  const formerPages = new FormerPages(
    { read: () => state.read('former-pages'), write: (pages) => state.write('former-pages', pages) },
    platform.listPages,
  );

  const { cache, room, state, access, saved, end } = openCache(
    config.cache,
    {
      nowMs,
      newName: platform.newName,
      readConditions: () => storageConditions(navigator, settings, view),
      onStoreFailure: (cause) => log.warn('The store has failed: what it holds is asked for at the origins', cause),
      onStoreRecovery: () => log.write('info', 'The store works again'),
      onDamaged: (key) => log.write('warn', `${key} is damaged in the store, and is removed`),
      savedUnitOf: (key) => reels.unitOf(key),
      mayHoldSaved: () => Promise.resolve(reels.areInCache),
    },
    lives,
  );
  const predictions = new PredictionLedger(kept('predictions'));
  const deliveries = new DeliveryLedger(kept('deliveries'));
  const territory = new Territory({ config, scopeOrigin });
  const strangers = new StrangerCheck(platform, scopeOrigin);
  const measured = new TransferMemory();
  const forbidden = new ForbiddenCopies();
  const keeper = new BodyKeeper({
    cache,
    lives,
    config,
    strangers,
    nowMs,
    onArrived: (key, whole) => measured.observeBody(key, whole, view.throughputBps),
    forbidden,
    onTextPassed: (url, text) => prefetcher.pass(url, text),
    log,
  });

  const origins = new KnownOrigins(kept('origins'), () => configuredOrigins(config.origins.base_urls));
  const monitor = new NetworkMonitor({
    nowMs,
    baseOf: (url) => origins.baseOf(url),
    memory: kept('network'),
    log,
  });
  const indexes = new IndexReader({
    identity: () => identity(),
    cache,
    fetchWhole: (resource, request) => network.fetchIndex(resource, request),
  });
  const mp4 = new Mp4OnDemand({
    fetch: platform.fetch,
    readIndex: indexes.read,
    readPart: indexes.readPart,
    keyOf: indexes.keyOf,
    load: platform.loadMp4,
    onRefused: (fileUrl, cause) => log.warn(`${fileUrl} is left to the video element`, cause),
    onMissing: (cause) =>
      log.warn('MP4 files are left to the video element: the script for them cannot be loaded', cause),
  });
  const fetcher = { fetch: mp4.fetch, nowMs };
  const keptParts = new KeptParts(nowMs, (key) => lives.tell(key, { type: 'lose-part' }));
  const limits = transferLimits(config);
  const transfers = new TransferTable({ network: fetcher, origins: monitor, keptParts, keeper, lives, limits });
  const addresses = new AddressBook();
  const personal = new PersonalPaths({ config, scopeOrigin, viewerId: () => view.latest?.viewerId });
  const network = new MediaNetwork({
    config,
    restoreSettings: () => settings.restore(),
    origins,
    monitor,
    transfers,
    network: fetcher,
    cmcd: new CmcdReporter(platform.newName()),
    addresses,
    personal,
    territory,
  });
  const { identity } = network;

  const behaviour = new BehaviourMemory({ config, viewers: kept('viewers'), strategies: kept('strategies'), nowMs });
  const choices = new RenditionChoices(kept('rendition-choices'));
  const watchTime = new WatchMemory(kept('watch-time'), nowMs);
  const planner = new Planner({
    config,
    behaviour,
    watchTime,
    choices,
    identity,
    has: (key) => cache.has(key),
    holds: (key) => cache.holds(key),
    readText: (url) => network.readKeptText(url, cache),
    transfers: measured,
    view: () => view.latest,
    region: platform.region,
    nowMs,
  });
  const choose = () => planner.choose();

  const onChange = () => events.changed();
  const refuse = (url: string, cacheControl: string) => strangers.refuse(url, true, cacheControl);
  const keptPages = new KeptFeedPages({ ...platform, vault: saved });
  const feedPages = new FeedPages({ ...platform, kept: keptPages, refuse, isOwnSite: !shell.isEmpty });
  const pages = new PageLookahead({ feedPages, shell, routes: new RouteMemory(kept('routes'), nowMs), scopeOrigin });
  const asked = new AskedReels(kept('asked-reels'), nowMs);
  const bringer = new Bringer({ cache, network, onFetched: (ms) => deliveries.prefetched(ms), onChange, nowMs });
  const work = new PrefetchWork({ ...platform, config, bringer, pages, monitor, origins });
  const queue = new PrefetchQueue(queueLimits(config), work, lives);
  const lanes = new LaneControl({ config, queue, cache, navigator, behaviour, wait, nowMs, onChange });
  const prefetcher = new Prefetcher({
    queue,
    identity,
    choose: () => planner.chooseAhead(),
    readText: (url) => network.readKeptText(url, cache),
    decide: (seen, reels) => planner.decideWithin(seen, reels, lanes.limits.maxReelsAhead, settings),
    pages: (seen) => pages.plan(seen),
    asked: () => asked.wanted(config.player.buffer_target),
    onAskedDone: (reelId) => void asked.done(reelId),
    isForbidden: (resource) => forbidden.has(resource),
    onUnreadable: (reelId, cause) => log.warn(`Reel "${reelId}" cannot be read, and is not prefetched`, cause),
  });
  const onNotPrefetched = (what: string, cause: unknown) => log.warn(`${what} could not be prefetched`, cause);
  const moments = new Moments({
    view: () => view.latest,
    identity,
    choices,
    readText: (resource) => network.readText(resource, cache),
    bring: (resource) => bringer.bring(resource, null, AbortSignal.timeout(work.timeoutMs)),
    replicas: (known) => monitor.replicas(known),
    onFailure: (reelId, cause) => onNotPrefetched(`A moment of reel "${reelId}"`, cause),
  });
  const requests = new PageRequests({
    asked,
    prefetcher,
    queue,
    bringer,
    moments,
    transfers,
    identity,
    work,
    onNotPrefetched,
  });
  lives.observe(new LifeObserver(predictions, log, prefetcher).observe);

  const reels = new SavedReels({ store: saved, older: kept('saved-reels'), nowMs, newName: platform.newName });
  const background = new BackgroundSaving({
    registration: platform.registration,
    identity,
    read: async (resource, response) => {
      const facts = { bps: view.throughputBps, nowMs: nowMs() };
      return keeper.fileOf(resource, await readWholeAnswer(resource, response, facts));
    },
    onRefused: (url, cause) => log.warn(`${url}, which the browser has fetched, is not saved`, cause),
  });
  const isPlaybackShort = () => view.isPlaying && lanes.limits.lanes === 0;
  const saver = new Saver({
    reels,
    identity,
    choose,
    store: saved,
    cache,
    addressed: (reel) => view.addressed(reel),
    fetch: async (resource, signal) => keeper.fileOf(resource, await network.fetchToSave(resource, signal)),
    isAway: (unit) => background.isAway(unit),
    recall: (units) => background.recall(units),
    isHeld: () => !navigator.onLine || isPlaybackShort(),
    isShown: (reelId) => view.isShowing(reelId),
    nowMs,
  });
  const offline = new Offline({
    reels,
    saver,
    background,
    origins,
    cache,
    tellPages: () => platform.tellPages(savedChangedMessage),
  });

  const sources = new PlaybackSources({
    scopeOrigin,
    cache,
    lives,
    transfers,
    queue,
    join: (request) => network.join(request.resource, { ...request, purpose: 'player', priority: 'high' }),
    identityFor: network.identityFor,
    originIdOf: (url) => origins.idOf(url),
    followRendition: (key) => choices.follow(key),
    onOtherRendition: () => void prefetcher.replan(),
    onForeseen: () => deliveries.foresaw(),
    onAwaited: (bytes) => lanes.yieldTo(bytes),
    nowMs,
  });
  const rewriter = new ManifestRewriter({
    conditions: () => rewriteConditions(view.latest),
    chosen: (key) => choices.find(key),
  });
  const texts = new TextAdapter({
    rewriter,
    choose: planner.chooseNow,
    onListed: (key) => choices.list(key),
    learn: (text, url) => network.learn(text, url),
  });

  const signOut = new SignOut({
    pages: formerPages,
    clearPrefetches: () => requests.clear(),
    passing: [
      deliveries,
      transfers,
      lives,
      territory,
      addresses,
      personal,
      strangers,
      keptParts,
      view,
      prefetcher,
      rewriter,
      log,
    ],
    lasting: [asked, behaviour, offline, pages, choices, watchTime, predictions],
    purge: () => cache.purge(),
    tellPages: () => platform.tellPages(signedOutMessage),
  });
  const { api, events } = new WorkerApi({
    sources: {
      version: shell.shell.version,
      base: apiBase,
      startedAtMs: Math.floor(nowMs()),
      view: () => view.latest,
      log,
      queue,
      viewers: behaviour,
      observeAll: (id, signals) => planner.observeAll(id, signals),
      goals: () => prefetcher.goals,
      pages: () => prefetcher.pages,
      rest: () => lanes.restReason ?? planner.rest,
      asked: () => asked.list,
      transfers: () => transfers.status(),
      origins: monitor,
      originIdOf: (url) => origins.idOf(url),
      deliveries,
      predictions,
      readStorage: () => readStorageFacts(navigator.storage, cache),
      isStoreThere: () => state.isThere(),
    },
    actions: {
      askFor: (wanted, viewerId) => requests.askFor(wanted, viewerId),
      clearPrefetches: () => requests.clear(),
      endSession: () => signOut.run(),
    },
    settings,
    formerPages,
    underWay: [queue, transfers],
    onFailure: (cause) => log.warn('The API failed', cause),
    nowMs,
  });
  const views = new ViewHandler({
    view,
    lanes,
    saver,
    network,
    prefetcher,
    feedPages,
    predictions,
    territory,
    cache,
    keptParts,
    underWay: [queue, transfers],
    ledgers: [monitor, predictions, deliveries],
    isPlaybackShort,
    onChange,
  });

  const media = new MediaHandler(sources);

  return {
    log,
    keepMp4Script: () => mp4.keepScript(),
    settings,
    planner,
    views,
    requests,
    offline,
    pages,
    keptPages,
    events,
    formerPages,
    access,
    end,
    routes: {
      scopeOrigin,
      shell,
      feedPages,
      territory,
      formerPages,
      api,
      media,
      waiting: new WaitingRequests(),
      answerFile: (event: ExtendableEvent, request: Request) => mp4.answerFile(media, event, request),
      isReadAsFile: (url: string) => isReadAsFile(url, view.latest),
      playlists: new PlaylistHandler(sources, texts.adapt),
      isKeptApart: (url: string) => personal.accessTo(url) !== undefined,
      isKnown: (url: string) => network.isKnown(url, cache, wait),
      forget: (url: string) => network.forget(url, cache),
      account: (response: Response, url: string) =>
        deliveries.answered(response, { atMs: nowMs(), ...locate(url, view.latest) }),
    },
  };
}
