import type { Config } from '../src/shared/config.ts';
import type { View } from '../src/shared/messages.ts';
import { assembleMp4 } from './assemble-mp4.ts';
import type { MediaCache } from './cache/media-cache.ts';
import { type Identity, type Resource, resourceOf } from './decision/resource/resource.ts';
import type { Log } from './ledger/log.ts';
import type { Territory } from './fetch-handler/territory.ts';
import type { Lives } from './lives.ts';
import type { Memory } from './memory.ts';
import { carryCmcd, CmcdReporter } from './origins/cmcd-reporter.ts';
import { KeptParts } from './origins/kept-parts.ts';
import { configuredOrigins, KnownOrigins } from './origins/known-origins.ts';
import { NetworkMonitor } from './origins/network-monitor.ts';
import { StrangerCheck } from './origins/stranger-check.ts';
import { isAlarming } from './origins/origin-choice.ts';
import { Prober } from './origins/prober.ts';
import type { KeptCopy, TransferRequest } from './origins/transfer.ts';
import { type Asker, type KeepBody, TransferTable, type TransferTableParts } from './origins/transfer-table.ts';

declare const self: ServiceWorkerGlobalScope;

/** How far a transfer runs ahead of a player that does not read. */
const readAheadBytes = 4 * 1024 * 1024;
const keptPartsLimits = { budgetBytes: 16 * 1024 * 1024, timeToLiveMs: 60_000 };

export type NetworkSurroundings = {
  readonly config: Config;
  readonly restoreSettings: () => Promise<unknown>;
  readonly saved: (name: string) => Memory;
  readonly cache: Pick<MediaCache, 'peek'>;
  readonly log: Log;
  readonly sessionId: string;
  readonly keep: KeepBody;
  readonly onFailed: TransferTableParts['onFailed'];
  readonly territory: Territory;
  readonly lives: Lives;
  readonly nowMs: () => number;
};

export type Asked = Asker & {
  readonly priority: TransferRequest['priority'];
  readonly renews?: KeptCopy | undefined;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Network = ReturnType<typeof assembleNetwork>;

/** Makes what fetches: origins, their monitor, and the transfers from them. */
export function assembleNetwork({
  config,
  saved,
  cache,
  log,
  lives,
  territory,
  nowMs,
  ...around
}: NetworkSurroundings) {
  const stallMs = () => config.origins.stall_timeout * 1000;
  const origins = new KnownOrigins(saved('origins'), () => configuredOrigins(config.origins.base_urls));
  const identity = async (): Promise<Identity> => {
    await Promise.all([origins.get(), around.restoreSettings()]);
    const { latest, keyBase } = origins;
    return { origins: latest, keyBase, volatileParameters: config.cache.volatile_query_parameters };
  };
  const fetchMp4 = assembleMp4({ identity, cache, transfers: () => transfers, stallMs, log });
  const network = { fetch: fetchMp4, nowMs };
  const monitor = new NetworkMonitor({
    nowMs,
    baseOf: (url) => origins.baseOf(url),
    memory: saved('network'),
    onEvent: (event) => log.write(isAlarming(event) ? 'warn' : 'info', `Origins: ${event.kind}`, event),
  });
  const prober = new Prober(network, monitor, config.origins);
  const keptParts = new KeptParts(keptPartsLimits, nowMs, (key) => lives.tell(key, { type: 'lose-part' }));
  const transfers: TransferTable = new TransferTable({
    network,
    origins: monitor,
    keptParts,
    keep: around.keep,
    onFailed: around.onFailed,
    lives,
    limits: {
      get maxBytes() {
        return config.cache.max_entry_bytes;
      },
      readAheadBytes,
    },
  });
  const cmcd = new CmcdReporter(around.sessionId);

  return {
    strangers: new StrangerCheck({ fetch: self.fetch.bind(self), nowMs }, self.location.origin),
    origins,
    identity,
    monitor,
    transfers,
    keptParts,
    /** The transfer of this resource: the one under way, or a new one. */
    join: (resource: Resource, { priority, headers, renews, ...asker }: Asked) => {
      // What we ask for ourselves is ours, whoever asks for it later.
      if (asker.purpose !== 'player') territory.name(resource.urls, { origins: [], volatileParameters: [] });
      const purpose = asker.purpose === 'player' ? 'player' : 'prefetch';
      const told = carryCmcd(config.origins.cmcd, () => cmcd.describe(resource, purpose));
      const sent = { ...headers, ...told.headers };
      const renewal = renews === undefined ? {} : { renews };
      const request = { resource, ...told, headers: sent, priority, stallMs: stallMs(), ...renewal };
      return transfers.join(request, asker);
    },
    /** A manifest or playlist has been read. */
    learn: async (text: string, url: string): Promise<void> => {
      const known = await identity();
      territory.learn(text, url, known);
      if (config.origins.cmcd !== 'off') cmcd.learn(text, url, known);
    },
    see: async (view: View): Promise<void> => {
      await origins.update(view.origins);
      const known = await identity();
      territory.see(view, known);
      cmcd.see(view, known);
    },
    probe: async ({ visible, device, playback, reels, currentIndex }: View): Promise<void> => {
      const reel = reels[currentIndex];
      if (reel === undefined || !visible || device.connection.saveData || playback.paused) return;
      await prober.probe(resourceOf(reel.url, null, await identity()).urls);
    },
  };
}
