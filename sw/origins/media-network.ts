import type { Config } from '../../src/shared/config.ts';
import type { View } from '../../src/shared/messages.ts';
import type { WholeBody } from '../body.ts';
import type { Cause } from '../decision/resource/life.ts';
import { type Identity, type Resource, resourceOf } from '../decision/resource/resource.ts';
import type { Network } from './attempt.ts';
import { carryCmcd, type CmcdReporter } from './cmcd-reporter.ts';
import type { KnownOrigins } from './known-origins.ts';
import { Prober } from './prober.ts';
import type { NetworkMonitor } from './network-monitor.ts';
import type { KeptCopy, TransferRequest } from './transfer.ts';
import type { Asker, Joined, TransferTable } from './transfer-table.ts';

export type MediaNetworkParts = {
  readonly config: Pick<Config, 'origins' | 'cache'>;
  readonly restoreSettings: () => Promise<unknown>;
  readonly origins: KnownOrigins;
  readonly monitor: NetworkMonitor;
  readonly transfers: TransferTable;
  readonly network: Network;
  readonly cmcd: CmcdReporter;
  /** Which addresses are ours: what we ask for ourselves, and what it leads to. */
  readonly territory: {
    name(urls: readonly string[], identity: Pick<Identity, 'origins'>): void;
    learn(text: string, url: string, identity: Pick<Identity, 'origins'>): void;
    judge(url: string): 'ours' | 'foreign' | 'unknown';
    nextNaming(): Promise<void>;
  };
};

/** A page names a reel and asks for it in the same moment; which of the two arrives first is left to chance. */
const namingMs = 250;

type KeptTexts = { peek(key: string): Promise<{ readonly body: Blob } | undefined> };

export type Asked = Asker & {
  readonly priority: TransferRequest['priority'];
  readonly renews?: KeptCopy | undefined;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The way to the origins: what an address is the name of, and the transfers of what it names. */
export class MediaNetwork {
  readonly #prober: Prober;

  constructor(readonly parts: MediaNetworkParts) {
    this.#prober = new Prober(parts.network, parts.monitor, parts.config.origins);
  }

  readonly identity = async (): Promise<Identity> => {
    const { origins, restoreSettings, config } = this.parts;
    await Promise.all([origins.get(), restoreSettings()]);
    const { latest, keyBase } = origins;
    return { origins: latest, keyBase, volatileParameters: config.cache.volatile_query_parameters };
  };

  /** The transfer of this resource: the one under way, or a new one. */
  join(resource: Resource, { priority, headers, renews, ...asker }: Asked): Joined {
    const { config, cmcd, transfers, origins, territory } = this.parts;
    if (asker.purpose !== 'player') territory.name(resource.urls, { origins: origins.latest });
    const purpose = asker.purpose === 'player' ? 'player' : 'prefetch';
    const told = carryCmcd(config.origins.cmcd, () => cmcd.describe(resource, purpose));
    const stallMs = config.origins.stall_timeout * 1000;
    const renewal = renews === undefined ? {} : { renews };
    const sent = { ...headers, ...told.headers };
    return transfers.join({ resource, ...told, headers: sent, priority, stallMs, ...renewal }, asker);
  }

  /** The whole body, for whoever may want it soon; what is kept of it may turn out to be current. */
  async fetchAhead(resource: Resource, cause: Cause | null, signal: AbortSignal, renews?: KeptCopy): Promise<void> {
    await this.join(resource, { purpose: 'prefetch', cause, priority: 'low', renews }).transfer.readWhole(signal);
  }

  /** For a reel that the viewer saves. The cache has done with it when this settles. */
  async fetchToSave(resource: Resource, signal: AbortSignal): Promise<WholeBody> {
    const { transfer, kept } = this.join(resource, { purpose: 'save', priority: 'low' });
    const whole = await transfer.readWhole(signal);
    await kept;
    return whole;
  }

  /** The index of an MP4 file, for a piece that is asked for in this way. */
  async fetchIndex(
    resource: Resource,
    { headers, priority, signal }: Pick<Asked, 'headers' | 'priority'> & { readonly signal: AbortSignal | null },
  ): Promise<Blob> {
    const { transfer } = this.join(resource, {
      purpose: 'prefetch',
      cause: null,
      priority,
      ...(headers && { headers }),
    });
    return (await transfer.readWhole(signal ?? undefined)).body;
  }

  /** A manifest or playlist: as it is kept, or from an origin. */
  async readText(resource: Resource, cache: KeptTexts): Promise<string> {
    const known = await cache.peek(resource.key);
    if (known !== undefined) return known.body.text();
    const { transfer } = this.join(resource, { purpose: 'prefetch', cause: null, priority: 'high' });
    return (await transfer.readWhole()).body.text();
  }

  /** A manifest or playlist as it is kept, if it is. */
  async readKeptText(key: string, cache: KeptTexts): Promise<string | undefined> {
    const text = await (await cache.peek(key))?.body.text();
    if (text !== undefined) await this.learn(text, key);
    return text;
  }

  /** Whether this address is ours after all: known by now, or kept, or named by the page a moment later. */
  async isKnown(
    url: string,
    cache: { holds(key: string): Promise<boolean> },
    wait: (delayMs: number) => Promise<void>,
  ): Promise<boolean> {
    const { territory } = this.parts;
    const { key } = resourceOf(url, null, await this.identity());
    const isOurs = () => territory.judge(url) === 'ours';
    if (isOurs() || (await cache.holds(key).catch(() => false))) return true;
    await Promise.race([territory.nextNaming(), wait(namingMs)]);
    return isOurs();
  }

  async forget(url: string, cache: { remove(key: string): Promise<void> }): Promise<void> {
    await cache.remove(resourceOf(url, null, await this.identity()).key);
  }

  /** A manifest or playlist has been read. */
  async learn(text: string, url: string): Promise<void> {
    const known = await this.identity();
    this.parts.territory.learn(text, url, known);
    if (this.parts.config.origins.cmcd !== 'off') this.parts.cmcd.learn(text, url, known);
  }

  async see(view: View): Promise<void> {
    await this.parts.origins.update(view.origins);
    const known = await this.identity();
    this.parts.cmcd.see(view, known);
  }

  /** Asks the origins of the playing reel how far they are, where nothing else has told it lately. */
  async probe({ visible, device, playback, reels, currentIndex }: View): Promise<void> {
    const reel = reels[currentIndex];
    if (reel === undefined || !visible || device.connection.saveData || playback.paused) return;
    await this.#prober.probe(resourceOf(reel.url, null, await this.identity()).urls);
  }
}
