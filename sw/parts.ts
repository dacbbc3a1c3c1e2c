import { type BufferMessage, bufferMessage } from '../src/shared/buffer-settings.ts';
import type { View } from '../src/shared/messages.ts';
import type { Signal } from '../src/shared/signals.ts';
import { LiveConfig } from './api/live-config.ts';
import { assembleApi } from './assemble-api.ts';
import { assembleNetwork } from './assemble-network.ts';
import { assembleOffline } from './assemble-offline.ts';
import { assemblePages } from './assemble-pages.ts';
import { assemblePlayback } from './assemble-playback.ts';
import { assemblePrefetch } from './assemble-prefetch.ts';
import { assembleCache } from './cache/assemble-cache.ts';
import { BodyKeeper } from './cache/body-keeper.ts';
import { storageConditions } from './cache/storage-conditions.ts';
import { cautiousBps } from './decision/plan/client-state.ts';
import { locate } from './decision/resource/reel-of.ts';
import { resourceOf } from './decision/resource/resource.ts';
import { kindOf } from './decision/resource/kind.ts';
import { wallClock } from './wall-clock.ts';
import type { ShellCache } from './fetch-handler/shell.ts';
import { DeliveryLedger } from './ledger/delivery-ledger.ts';
import { Log } from './ledger/log.ts';
import { PredictionLedger } from './ledger/prediction-ledger.ts';
import { describeStep } from './ledger/life-log.ts';
import { Territory } from './fetch-handler/territory.ts';
import { Lives } from './lives.ts';
import { readWholeAnswer } from './origins/whole-answer.ts';
import { AskedReels } from './prefetch/asked-reels.ts';
import { BehaviourMemory } from './prefetch/behaviour-memory.ts';
import { Planner } from './prefetch/planner.ts';
import { RenditionChoices } from './prefetch/rendition-choices.ts';
import { WatchMemory } from './prefetch/watch-memory.ts';

/** A playing page repeats its view every second: one that has been silent for so long does not play any more. */
const viewHoldsMs = 4000;

const usualLink = { spread: 0.4, overheadMs: 100 };

/** Makes the worker's parts and hands them to each other. Nothing here decides anything. */
export function assembleParts(self: ServiceWorkerGlobalScope, shell: ShellCache, apiBase: string) {
  const nowMs = wallClock();
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
  const predictions = new PredictionLedger(saved('predictions'));
  const lives = new Lives();
  lives.observe((step) => {
    for (const told of step.told) predictions.hear(told);
    log.trace(() => describeStep(step));
    // What a text leads to can be planned from now on.
    if (step.event.type === 'keep' && kindOf(step.key) === 'manifest-or-playlist') void prefetcher.replan();
  });
  const deliveries = new DeliveryLedger(saved('deliveries'));

  let view: View | undefined;
  /** The page that has said so. */
  let viewedBy = '';
  const isFresh = (seen: View | undefined): seen is View =>
    seen !== undefined && seen.visible && nowMs() - seen.atMs < viewHoldsMs;
  const { cache, room, state, access } = assembleCache(
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
    lives,
  );
  const territory = new Territory({ config, scopeOrigin: self.location.origin });
  const keeper: BodyKeeper = new BodyKeeper({
    cache,
    lives,
    nowMs,
    freshness: () => ({
      heuristicShare: config.cache.heuristic_share,
      leastMs: config.cache.heuristic_least * 1000,
      leastPlaylistMs: config.cache.heuristic_least_playlist * 1000,
    }),
    isPersonal: ({ urls, kind, key }, { head }) =>
      network.strangers.refuse(urls[0] ?? key, kind === 'manifest-or-playlist', head.headers['cache-control'] ?? ''),
    onKept: (key, rule) => log.trace(() => `${key}: ${rule}`),
    onRefused: (key, reason) => log.write('debug', `Not kept: ${key}: ${reason}`),
    onFailed: (key, cause) => log.write('warn', `Not kept: ${key}`, { cause: String(cause) }),
  });
  const network = assembleNetwork({
    config,
    restoreSettings: () => settings.restore(),
    saved,
    cache,
    log,
    sessionId: self.crypto.randomUUID(),
    keep: (resource, whole) => keeper.keep(resource, whole),
    onFailed: ({ key }, { status }) => void keeper.lose(key, status),
    territory,
    lives,
    nowMs,
  });
  const { identity, origins, transfers, monitor, keptParts } = network;
  const behaviour = new BehaviourMemory({ config, viewers: saved('viewers'), strategies: saved('strategies'), nowMs });
  const choices = new RenditionChoices(saved('rendition-choices'));
  const watchTime = new WatchMemory(saved('watch-time'), nowMs);
  const planner = new Planner({
    config,
    behaviour,
    watchTime,
    choices,
    identity,
    has: (key) => cache.has(key),
    link: ({ throughputBps }) => ({ bps: throughputBps ?? cautiousBps, ...usualLink }),
    view: () => view,
    region: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    nowMs,
  });

  const { media, playlists } = assemblePlayback({
    network,
    cache,
    choices,
    lives,
    deliveries,
    view: () => view,
    choose: () => planner.choose(),
    onOtherRendition: () => void prefetcher.replan(),
    onAwaited: (bytes) => lanes.yieldTo(bytes),
    nowMs,
    wait,
  });
  const pages = assemblePages({
    shell,
    routes: saved('routes'),
    scopeOrigin: self.location.origin,
    caches: self.caches,
    fetch: self.fetch.bind(self),
    refuse: (url, cacheControl) => network.strangers.refuse(url, true, cacheControl),
    wait,
    nowMs,
  });

  const asked = new AskedReels(saved('asked-reels'), nowMs);
  const { queue, lanes, prefetcher, seeCircumstances, prefetchChunks, prefetchMoment } = assemblePrefetch({
    config,
    restoreSettings: () => settings.restore(),
    navigator: self.navigator,
    network,
    cache,
    planner,
    choices,
    asked,
    lives,
    deliveries,
    view: () => view,
    watchSeconds: (viewerId) => behaviour.assess(viewerId).watchSecondsPerReel,
    pages: pages.plan,
    bringPage: (resource, signal) => pages.bring(resource, signal),
    log,
    onChange: () => events.changed(),
    wait,
    nowMs,
  });

  const observe = async (viewerId: string, signal: Signal): Promise<void> => {
    const refused = await planner.observe(viewerId, signal);
    if (refused !== undefined) log.write('warn', `Signal refused: ${refused}`, { signal });
    events.changed();
  };

  const see = async (seen: View, pageId: string): Promise<void> => {
    // A tab in the background does not speak for the one that the viewer looks at.
    if (!seen.visible && pageId !== viewedBy && isFresh(view)) return;
    view = seen;
    viewedBy = pageId;
    events.changed();
    seeCircumstances(seen);
    if (isPlaybackShort()) offline.saver.hold();
    await network.see(seen);
    await prefetcher.update(seen);
    territory.settle();
    // Before what follows too: transfers may overlap for as long as the viewer watches.
    await cache.maintain();
    await Promise.all([queue.settled(), transfers.settled(), network.probe(seen)]);
    await monitor.save();
    await cache.maintain();
    keptParts.sweep();
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
      const { transfer, kept } = network.join(resource, { purpose: 'save', priority: 'low' });
      await transfer.readWhole(signal);
      return kept;
    },
    isHeld: () => !self.navigator.onLine || isPlaybackShort(),
    registration: self.registration,
    keep: async (resource, response) => {
      const bps = view?.throughputBps ?? cautiousBps;
      await keeper.keep(resource, await readWholeAnswer(resource, response, { bps, nowMs: nowMs() }));
    },
    onRefused: (url, cause) => log.write('info', `Not kept: ${url}`, { cause: String(cause) }),
    nowMs,
  });
  /** What the viewer saves gives way to a reel that plays, and to nothing else. */
  const isPlaybackShort = (): boolean =>
    isFresh(view) && !view.playback.paused && !view.device.connection.saveData && lanes.limits.lanes === 0;

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
      deliveries.forget();
      transfers.forget();
      lives.clear();
      territory.forget();
      network.strangers.forget();
      keptParts.clear();
      const lasting = [asked, behaviour, offline, pages, choices, watchTime, predictions];
      const ended = await Promise.allSettled(lasting.map((part) => part.forget()));
      const failed = ended.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
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
    prefetchMoment,
    readBufferSettings: async () => {
      await settings.restore();
      return bufferMessage(config);
    },
    feedPages: pages.feedPages,
    territory,
    isKnown: async (url: string) => {
      const { key } = resourceOf(url, null, await identity());
      return territory.judge(url) === 'ours' || (await cache.holds(key).catch(() => false));
    },
    forget: async (url: string) => cache.remove(resourceOf(url, null, await identity()).key),
    wait,
    enterRoute: pages.enterRoute,
    closeStore: () => access.connection.end(),
    account: (response: Response, url: string) =>
      deliveries.answered(response, { atMs: nowMs(), ...locate(url, view) }),
  };
}

async function tellPages(clients: Clients, message: BufferMessage): Promise<void> {
  for (const page of await clients.matchAll({ type: 'window' })) page.postMessage(message, {});
}
