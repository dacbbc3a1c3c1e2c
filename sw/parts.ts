import { type BufferMessage, bufferMessage } from '../src/shared/buffer-settings.ts';
import type { View } from '../src/shared/messages.ts';
import type { Signal } from '../src/shared/signals.ts';
import { LiveConfig } from './api/live-config.ts';
import { assembleApi } from './assemble-api.ts';
import { assembleLanes } from './assemble-lanes.ts';
import { assembleMp4 } from './assemble-mp4.ts';
import { assembleOffline } from './assemble-offline.ts';
import { assemblePages } from './assemble-pages.ts';
import { assembleCache } from './cache/assemble-cache.ts';
import { entryFor } from './cache/keep-body.ts';
import { storageConditions } from './cache/storage-conditions.ts';
import { passQueryOn } from './decision/mp4/playlist.ts';
import { cautiousBps, rewriteConditions } from './decision/client-state.ts';
import { isManifest } from './decision/playlist/parse-manifest.ts';
import { locate } from './decision/reel-of.ts';
import { type Identity, type Resource, resourceOf } from './decision/resource/resource.ts';
import { defaultRetryPolicy, retryDelayMs } from './decision/retry.ts';
import { withinReach } from './decision/transfer-policy.ts';
import { DownloadError } from './decision/download-error.ts';
import { ManifestRewriter } from './fetch-handler/manifest-rewriter.ts';
import { MediaStrategy } from './fetch-handler/media-strategy.ts';
import type { MediaSources } from './fetch-handler/media-sources.ts';
import { PlaylistStrategy } from './fetch-handler/playlist-strategy.ts';
import type { ShellCache } from './fetch-handler/shell.ts';
import { DeliveryLedger } from './ledger/delivery-ledger.ts';
import { Log } from './ledger/log.ts';
import { PredictionLedger } from './ledger/prediction-ledger.ts';
import { TransferCauses } from './ledger/transfer-causes.ts';
import { carryCmcd, CmcdReporter } from './origins/cmcd-reporter.ts';
import { KeptParts } from './origins/kept-parts.ts';
import { configuredOrigins, KnownOrigins } from './origins/known-origins.ts';
import { NetworkMonitor } from './origins/network-monitor.ts';
import { isAlarming } from './origins/origin-choice.ts';
import { Prober } from './origins/prober.ts';
import type { WholeBody } from './origins/transfer.ts';
import { TransferTable } from './origins/transfer-table.ts';
import { readWholeAnswer } from './origins/whole-answer.ts';
import type { KeepOutcome } from './offline/saver.ts';
import { AskedReels } from './prefetch/asked-reels.ts';
import { BehaviourMemory } from './prefetch/behaviour-memory.ts';
import { Moments } from './prefetch/moments.ts';
import { Planner } from './prefetch/planner.ts';
import { Prefetcher } from './prefetch/prefetcher.ts';
import { PrefetchQueue } from './prefetch/queue.ts';
import { RenditionChoices } from './prefetch/rendition-choices.ts';
import { WatchMemory } from './prefetch/watch-memory.ts';

/** How old a kept manifest or playlist may be before it is fetched anew behind the answer. */
const freshPlaylistMs = 10 * 60_000;
const keptPartsLimits = { budgetBytes: 16 * 1024 * 1024, timeToLiveMs: 60_000 };

/** A playing page repeats its view every second: one that has been silent for so long does not play any more. */
const viewHoldsMs = 4000;

const usualLink = { spread: 0.4, overheadMs: 100 };

/** Makes the worker's parts and hands them to each other. Nothing here decides anything. */
export function assembleParts(self: ServiceWorkerGlobalScope, shell: ShellCache, apiBase: string) {
  const nowMs = () => performance.timeOrigin + performance.now();
  const wait = (delayMs: number) => new Promise<void>((resolve) => setTimeout(resolve, delayMs));
  const saved = (name: string) => ({
    read: () => state.read(name),
    write: (value: unknown) => state.write(name, value),
  });
  const settings = new LiveConfig(
    saved('config'),
    (cause) =>
      log.write('warn', 'The kept configuration is not valid any more; going on with the defaults', {
        cause: String(cause),
      }),
    (config) => {
      room.reconsider();
      void tellPages(self.clients, bufferMessage(config));
    },
  );
  const config = settings.live;
  const log = new Log(config.logging, console, nowMs);
  const stallMs = () => config.origins.stall_timeout * 1000;
  const predictions = new PredictionLedger(saved('predictions'));
  const causes = new TransferCauses();
  const deliveries = new DeliveryLedger(saved('deliveries'));

  let view: View | undefined;
  const { cache, room, state } = assembleCache(
    config.cache,
    {
      nowMs,
      newName: () => self.crypto.randomUUID(),
      readConditions: async () => {
        await settings.restore();
        const { store_budget_bytes: configuredBytes } = config.cache;
        const saveData = view?.device.connection.saveData ?? false;
        return storageConditions(self.navigator, { configuredBytes, saveData });
      },
      onStoreFailure: (cause) => log.write('warn', 'The store failed; going on without it', { cause: String(cause) }),
      onStoreRecovery: () => log.write('info', 'The store works again'),
      onDamaged: (key) => log.write('warn', `Damaged and dropped: ${key}`),
    },
    predictions,
  );
  const origins = new KnownOrigins(saved('origins'), () => configuredOrigins(config.origins.base_urls));
  const mp4Fetch = assembleMp4({
    identity: () => identity(),
    cache: () => cache,
    transfers: () => transfers,
    stallMs,
    log,
  });
  const network = { fetch: mp4Fetch, nowMs };
  const monitor = new NetworkMonitor({
    nowMs,
    baseOf: (url) => origins.baseOf(url),
    memory: saved('network'),
    onEvent: (event) => log.write(isAlarming(event) ? 'warn' : 'info', `Origins: ${event.kind}`, event),
  });
  const cmcd = new CmcdReporter(self.crypto.randomUUID());
  const tell = (resource: Resource, purpose: 'player' | 'prefetch') =>
    carryCmcd(config.origins.cmcd, () => cmcd.describe(resource, purpose));
  const learn = async (text: string, url: string): Promise<void> => {
    if (config.origins.cmcd !== 'off') cmcd.learn(text, url, await identity());
  };
  const prober = new Prober(network, monitor, config.origins);
  const identity = async (): Promise<Identity> => {
    const [known] = await Promise.all([origins.get(), settings.restore()]);
    return { origins: known, volatileParameters: config.cache.volatile_query_parameters };
  };
  const keptParts = new KeptParts(keptPartsLimits, nowMs, (key, sizeBytes) => predictions.partLost(key, sizeBytes));
  const transfers = new TransferTable({
    network,
    origins: monitor,
    keptParts,
    keep: async (resource, whole) => {
      const outcome = await keepBody(resource, whole).catch((cause: unknown) => {
        log.write('warn', `Not kept: ${resource.key}`, { cause: String(cause) });
        return 'unavailable' as const;
      });
      offline.saver.told(resource.key, outcome);
      if (resource.kind === 'manifest-or-playlist') void prefetcher.replan();
    },
  });
  const keepBody = async (resource: Resource, whole: WholeBody): Promise<KeepOutcome> => {
    const { prefetchedBy, isWatched } = causes.take(resource.key);
    predictions.ended(resource.key);
    const entry = await entryFor(resource, whole, { nowMs: nowMs(), prefetchedBy });
    if (!('refused' in entry)) return cache.put(entry, whole.body, isWatched);
    log.write('debug', `Not kept: ${resource.key}`, entry);
    if (prefetchedBy !== null) {
      predictions.prefetched(prefetchedBy, whole.body.size);
      predictions[isWatched ? 'used' : 'wasted'](prefetchedBy, whole.body.size);
    }
    return 'refused';
  };

  const behaviour = new BehaviourMemory({ config, viewers: saved('viewers'), strategies: saved('strategies'), nowMs });
  const choices = new RenditionChoices(saved('rendition-choices'));
  const planner = new Planner({
    config,
    behaviour,
    watchTime: new WatchMemory(saved('watch-time'), nowMs),
    choices,
    identity,
    has: (key) => cache.has(key),
    link: ({ throughputBps }) => ({ bps: throughputBps ?? cautiousBps, ...usualLink }),
    view: () => view,
    region: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    nowMs,
  });

  const sources: MediaSources = {
    nowMs,
    identity,
    originIdOf: (url) => origins.idOf(url),
    find: async (key) => {
      if (choices.follow(key)) void prefetcher.replan();
      const found = await cache.find(key);
      if (found !== undefined && found.entry.prefetchedBy !== null) deliveries.foresaw();
      return found;
    },
    findArriving: (key) => {
      const transfer = transfers.find(key);
      if (transfer === undefined) return undefined;
      if (causes.isPrefetch(key)) deliveries.foresaw();
      lanes.yieldTo(transfer.whole);
      return transfer;
    },
    sharesLine: (key) => transfers.isBesideSpeculation(key),
    settled: () => transfers.settled(),
    join: (request) => {
      const told = tell(request.resource, 'player');
      const headers = { ...request.headers, ...told.headers };
      const joined = transfers.join({ ...request, ...told, headers, priority: 'high', stallMs: stallMs() });
      if (!joined.isNew && causes.isPrefetch(request.resource.key)) deliveries.foresaw();
      causes.player(request.resource.key, joined.transfer.whole);
      const { kept } = joined.transfer;
      if (joined.isNew && kept !== null) predictions.partUsed(request.resource.key, kept.sizeBytes);
      if (request.resource.kind !== 'poster') lanes.yieldTo(joined.transfer.whole);
      return joined;
    },
  };
  const media = new MediaStrategy(sources);
  const rewriter = new ManifestRewriter({
    conditions: () => rewriteConditions(view),
    chosen: (key) => choices.find(key),
  });
  const playlists = new PlaylistStrategy(sources, {
    nowMs,
    freshMs: freshPlaylistMs,
    adapt: async (source) => {
      const { text, url } = source;
      await learn(text, url);
      return isManifest(text) ? rewriter.rewrite(source, await planner.choose()) : passQueryOn(text, url);
    },
  });

  const pages = assemblePages({
    shell,
    routes: saved('routes'),
    scopeOrigin: self.location.origin,
    caches: self.caches,
    fetch: self.fetch.bind(self),
    wait,
    nowMs,
  });

  const bringIntoCache = async (resource: Resource, signal: AbortSignal): Promise<void> => {
    if (await cache.has(resource.key)) return cache.warm([resource.key]);
    const wish = queue.running.find(({ resource: { key } }) => key === resource.key);
    const { transfer, isNew } = transfers.join({
      resource,
      ...tell(resource, 'prefetch'),
      priority: 'low',
      stallMs: stallMs(),
    });
    if (isNew && wish !== undefined && wish.reelId !== null) {
      const cause = { reelId: wish.reelId, source: wish.strategy };
      causes.prefetch(resource.key, cause, transfer.whole);
      predictions.begun(resource.key, cause);
    }
    const release = transfer.hold();
    signal.addEventListener('abort', release);
    if (signal.aborted) release();
    const startedMs = nowMs();
    events.changed();
    try {
      await transfer.whole;
      deliveries.prefetched(nowMs() - startedMs);
    } catch (cause) {
      if (!isStopped(signal)) predictions.failed(resource.key);
      throw cause;
    } finally {
      release();
      events.changed();
    }
  };
  /** What cannot be had is fetched when a player asks for it. */
  const prefetchChunks = async (urls: readonly string[]): Promise<void> => {
    const known = await identity();
    for (const url of urls) {
      await bringIntoCache(
        resourceOf(url, null, known),
        AbortSignal.timeout(config.prefetcher.prefetch_timeout * 1000),
      ).catch((cause: unknown) => log.write('warn', `Not prefetched: ${url}`, { cause: String(cause) }));
    }
    await transfers.settled();
  };
  const moments = new Moments({
    view: () => view,
    identity,
    choices,
    readText: async (resource) => {
      const kept = await cache.peek(resource.key);
      if (kept !== undefined) return kept.body.text();
      const request = { resource, ...tell(resource, 'prefetch'), priority: 'high', stallMs: stallMs() } as const;
      return (await transfers.join(request).transfer.readWhole()).body.text();
    },
    bring: (resource) => bringIntoCache(resource, AbortSignal.timeout(config.prefetcher.prefetch_timeout * 1000)),
    replicas: (known) => monitor.replicas(known),
    onFailure: (reelId, cause) => log.write('warn', `Not prefetched: a moment of ${reelId}`, { cause: String(cause) }),
  });
  const retryPolicy = () => ({ ...defaultRetryPolicy, maxAttempts: config.prefetcher.max_attempts });
  const queue = new PrefetchQueue(
    {
      get lanesPerOrigin() {
        return config.prefetcher.max_concurrent_per_origin;
      },
      get lanesPerReel() {
        return config.origins.max_parallel_per_reel;
      },
      get startsPerSecondPerOrigin() {
        return config.prefetcher.max_requests_per_second_per_origin;
      },
      get timeoutMs() {
        return config.prefetcher.prefetch_timeout * 1000;
      },
    },
    {
      run: (resource, signal) =>
        resource.kind === 'feed-page' || resource.kind === 'app-file'
          ? pages.bring(resource, signal)
          : bringIntoCache(resource, signal),
      originOf: ({ urls, key }) => origins.baseOf(monitor.rank(urls, 'low')[0] ?? urls[0] ?? key),
      retryDelayMs: (cause, attempt) =>
        cause instanceof DownloadError ? retryDelayMs(cause, attempt, Math.random, retryPolicy()) : null,
      wait,
      nowMs,
    },
  );
  const asked = new AskedReels(saved('asked-reels'), nowMs);
  const prefetcher = new Prefetcher({
    queue,
    identity,
    choose: () => planner.chooseAhead(),
    readText: async (key) => {
      const text = await (await cache.peek(key))?.body.text();
      if (text !== undefined) await learn(text, key);
      return text;
    },
    decide: async (seen, reels) => {
      await settings.restore();
      return withinReach(await planner.decide(seen, reels), seen, lanes.limits.maxReelsAhead);
    },
    pages: pages.plan,
    asked: async () => {
      await asked.restore();
      return asked.list.map(({ reel }) => ({ reel, seconds: config.player.buffer_target }));
    },
    onAskedDone: (reelId) => void asked.done(reelId),
    onUnreadable: (reelId, cause) => log.write('warn', `Reel ${reelId} cannot be planned`, { cause: String(cause) }),
  });

  const observe = async (viewerId: string, signal: Signal): Promise<void> => {
    const refused = await planner.observe(viewerId, signal);
    if (refused !== undefined) log.write('warn', `Signal refused: ${refused}`, { signal });
    events.changed();
  };

  const { lanes, see: seeCircumstances } = assembleLanes({
    config,
    navigator: self.navigator,
    cache,
    watchSeconds: (viewerId) => behaviour.assess(viewerId).watchSecondsPerReel,
    queue,
    wait,
    nowMs,
    onChange: () => events.changed(),
  });

  const probe = async ({ visible, device, playback, reels, currentIndex }: View): Promise<void> => {
    const reel = reels[currentIndex];
    if (reel === undefined || !visible || device.connection.saveData || playback.paused) return;
    await prober.probe(resourceOf(reel.url, null, await identity()).urls);
  };

  const see = async (seen: View): Promise<void> => {
    view = seen;
    events.changed();
    seeCircumstances(seen);
    if (isPlaybackShort()) offline.saver.hold();
    await origins.update(seen.origins);
    cmcd.see(seen, await identity());
    await prefetcher.update(seen);
    await Promise.all([queue.settled(), transfers.settled(), probe(seen)]);
    await monitor.save();
    await cache.maintain();
    keptParts.sweep();
    predictions.giveUp((key) => queue.isWanted(key) || transfers.find(key) !== undefined);
    await Promise.all([predictions.save().catch(() => undefined), deliveries.save()]);
    events.changed();
  };

  const offline = assembleOffline({
    memory: saved('saved-reels'),
    cache,
    origins: () => origins.get(),
    identity,
    choose: () => planner.choose(),
    fetch: async (resource, signal) => {
      const request = { resource, ...tell(resource, 'prefetch'), priority: 'low', stallMs: stallMs() } as const;
      const { transfer } = transfers.join(request);
      const release = transfer.hold();
      signal.addEventListener('abort', release);
      if (signal.aborted) release();
      await transfer.whole.finally(release);
    },
    isHeld: () => !self.navigator.onLine || isPlaybackShort(),
    registration: self.registration,
    keep: async (resource, response) => {
      const bps = view?.throughputBps ?? cautiousBps;
      await keepBody(resource, await readWholeAnswer(resource, response, { bps, nowMs: nowMs() }));
    },
    onRefused: (url, cause) => log.write('info', `Not kept: ${url}`, { cause: String(cause) }),
    nowMs,
  });
  /** What the viewer saves gives way to a reel that plays, and to nothing else. */
  const isPlaybackShort = (): boolean =>
    view !== undefined &&
    view.visible &&
    !view.playback.paused &&
    !view.device.connection.saveData &&
    nowMs() - view.atMs < viewHoldsMs &&
    lanes.limits.lanes === 0;

  const { api, events } = assembleApi({
    version: shell.shell.version,
    base: apiBase,
    nowMs,
    wait,
    storage: self.navigator.storage,
    view: () => view,
    settings,
    log,
    behaviour,
    queue,
    limits: () => lanes.limits,
    planner,
    prefetcher,
    asked,
    transfers,
    origins,
    monitor,
    deliveries,
    predictions,
    cache,
    state,
    forgetViewer: async () => {
      await Promise.all([offline.forget(), pages.forget()]);
    },
  });

  return {
    log,
    media,
    playlists,
    see,
    observe,
    api,
    events,
    offline,
    prefetchChunks,
    prefetchMoment: (reelId: string, timeSeconds: number) => moments.prefetch(reelId, timeSeconds),
    readBufferSettings: async () => {
      await settings.restore();
      return bufferMessage(config);
    },
    feedPages: pages.feedPages,
    enterRoute: pages.enterRoute,
    account: (response: Response, url: string) =>
      deliveries.answered(response, { atMs: nowMs(), ...locate(url, view) }),
  };
}

async function tellPages(clients: Clients, message: BufferMessage): Promise<void> {
  for (const page of await clients.matchAll({ type: 'window' })) page.postMessage(message, {});
}

/** Whether it is no longer wanted, or has to wait. Nothing has failed then, as it has when the time for it is over. */
function isStopped({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof DOMException && reason.name === 'AbortError';
}
