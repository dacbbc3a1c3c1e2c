import type { Config } from '../../src/shared/config.ts';
import type { View } from '../../src/shared/messages.ts';
import type { WholeBody } from '../body.ts';
import { passQueryOn } from '../decision/mp4/playlist.ts';
import { addressesAlike, withoutQuery } from '../decision/playlist/addresses-in.ts';
import { fillVariables } from '../decision/playlist/fill-variables.ts';
import { parseManifest } from '../decision/playlist/parse-manifest.ts';
import { PlaylistError } from '../decision/playlist/playlist-error.ts';
import type { Cause } from '../decision/resource/life.ts';
import { originOf, replicaUrls } from '../decision/resource/identity.ts';
import { forgetPlaylists } from '../decision/playlist/read-playlist.ts';
import {
  type Identity,
  isManifestOrPlaylist,
  keyFor,
  keyOf,
  type Resource,
  resourceOf,
  sameKeyUrls,
} from '../decision/resource/resource.ts';
import { waitMs } from '../decision/time.ts';
import { AddressBook, type List, type Place } from './address-book.ts';
import type { Head } from '../body.ts';
import type { Network } from './attempt.ts';
import { carryCmcd, type CmcdReporter } from './cmcd-reporter.ts';
import type { KnownOrigins } from './known-origins.ts';
import { Prober } from './prober.ts';
import type { PersonalPaths } from './personal-paths.ts';
import type { NetworkMonitor } from './network-monitor.ts';
import type { KeptCopy } from './renewal.ts';
import type { TransferRequest } from './transfer.ts';
import type { Requester, Joined, TransferTable } from './transfer-table.ts';

export type MediaNetworkParts = {
  readonly config: Pick<Config, 'origins' | 'cache'>;
  readonly settings: { restore(): Promise<unknown> };
  readonly cache: {
    peek(key: string): Promise<{ readonly body: Blob } | undefined>;
    hasEvenIfStale(key: string): Promise<boolean>;
    removeFile(key: string): Promise<void>;
  };
  readonly wait: (delayMs: number) => Promise<void>;
  readonly origins: KnownOrigins;
  readonly monitor: NetworkMonitor;
  readonly transfers: TransferTable;
  readonly network: Network;
  readonly cmcd: CmcdReporter;
  readonly personal: PersonalPaths;
  /** Which addresses the worker serves: those it requests itself, and those that they lead to. */
  readonly territory: {
    name(urls: readonly string[], identity: Pick<Identity, 'origins'>): void;
    learn(text: string, url: string, identity: Pick<Identity, 'origins'>): void;
    judge(url: string): 'served' | 'foreign' | 'unknown';
    nextNamed(): Promise<void>;
    /** Gives up an address that no page has named in time. */
    disown(url: string): void;
  };
  readonly liveStreams: { learn(text: string, url: string): void };
};

/** A page names a reel and requests it at the same time, and the two may arrive in either order. */
const namingMs = 250;

/** A list that was unchanged when refetched is not refetched for this long: its addresses are wrong, not expired. */
const unchangedListHoldMs = 2000;

export type JoinOptions = Requester & {
  readonly priority: TransferRequest['priority'];
  readonly renews?: KeptCopy | undefined;
  readonly from?: TransferRequest['from'];
  readonly headers?: Readonly<Record<string, string>>;
};

/** Access to the origins: identifies the resource of an address, and joins or starts its transfer. */
export class MediaNetwork {
  readonly #prober: Prober;
  readonly #addresses = new AddressBook();
  /** Manifests and playlists that are being refetched, or were a moment ago. */
  readonly #renewals = new WeakMap<List, { readonly done: Promise<void>; readonly untilMs: number }>();

  /** The browser's Accept header for images. Origins may choose the format by it, so prefetches have to send it too. */
  #acceptedPictures: string | undefined;
  /** The page's policy, since requests of a worker would follow the policy of its script. */
  #referrerPolicy: ReferrerPolicy = '';

  constructor(readonly parts: MediaNetworkParts) {
    this.#prober = new Prober(parts.network, parts.monitor, parts.config.origins);
  }

  readonly identity = async (): Promise<Identity> => {
    await Promise.all([this.parts.origins.get(), this.parts.settings.restore()]);
    return this.#identity;
  };

  /** Returns the key of an address by the origins known without waiting. */
  keyNow(url: string): string {
    return keyFor(url, this.#identity);
  }

  /** Returns the identity for resources requested with the credentials and headers of a player's request. */
  readonly identityFor = async (request: Request): Promise<Identity> => {
    const viewerOf = this.parts.personal.accessOf(request);
    this.#referrerPolicy = request.referrerPolicy;
    return { ...(await this.identity()), viewerOf };
  };

  get #identity(): Identity {
    const { origins, config } = this.parts;
    const { latest, keyBase, exactPrefixes } = origins;
    const { accessTo: viewerOf } = this.parts.personal;
    return {
      origins: latest,
      keyBase,
      exactPrefixes,
      volatileParameters: config.cache.volatile_query_parameters,
      viewerOf,
    };
  }

  /** Returns the transfer of this resource: the one in flight, or a new one. */
  join(resource: Resource, { priority, headers, renews, from, ...asker }: JoinOptions): Joined {
    const { config, cmcd, transfers, origins, territory } = this.parts;
    if (asker.purpose !== 'player') territory.name(resource.urls, { origins: origins.latest });
    const purpose = asker.purpose === 'player' ? 'player' : 'prefetch';
    const cmcdParts = carryCmcd(config.origins.cmcd, () => cmcd.describe(resource, purpose));
    const stallMs = config.origins.stall_timeout * 1000;
    const renewal = renews === undefined ? {} : { renews };
    if (resource.kind === 'poster') this.#acceptedPictures = headers?.['accept'] ?? this.#acceptedPictures;
    const sent = { ...(headers ?? this.#headersFor(resource)), ...cmcdParts.headers };
    const readdress = (refusedUrl: string) => this.#readdress(resource, refusedUrl, headers ?? {});
    const request = {
      resource: this.#withNewestUrls(resource),
      readdress,
      ...cmcdParts,
      headers: sent,
      referrerPolicy: this.#referrerPolicy,
      priority,
      stallMs,
    };
    return transfers.join({ ...request, ...renewal, from }, asker);
  }

  #headersFor({ kind }: Resource): Record<string, string> {
    const accept = this.#acceptedPictures;
    return kind === 'poster' && accept !== undefined ? { accept } : {};
  }

  /** Prefetches the whole body. With `renews`, revalidates that cached copy first. */
  async prefetch(resource: Resource, cause: Cause | null, signal: AbortSignal, renews?: KeptCopy): Promise<void> {
    await this.join(resource, { purpose: 'prefetch', cause, priority: 'low', renews }).transfer.readWhole(signal);
  }

  /** Downloads a resource of a reel that the viewer saves. Resolves once the cache has finished with it. */
  async fetchToSave(resource: Resource, signal: AbortSignal): Promise<WholeBody> {
    const { transfer, kept } = this.join(resource, { purpose: 'save', priority: 'low' });
    const whole = await transfer.readWhole(signal);
    await kept;
    return whole;
  }

  /** Fetches the index or a part of an MP4 file with the headers and priority of the request that needs it. */
  async fetchIndex(
    resource: Resource,
    { headers, priority, signal }: Pick<JoinOptions, 'headers' | 'priority'> & { readonly signal: AbortSignal | null },
  ): Promise<{ readonly body: Blob; readonly head: Head }> {
    const { transfer } = this.join(resource, {
      purpose: 'prefetch',
      cause: null,
      priority,
      ...(headers && { headers }),
    });
    const { body } = await transfer.readWhole(signal ?? undefined);
    return { body, head: await transfer.head };
  }

  /** Returns a manifest or playlist from the cache, or else from an origin. */
  async readText(resource: Resource): Promise<string> {
    const known = await this.parts.cache.peek(resource.key);
    if (known !== undefined) return known.body.text();
    const { transfer } = this.join(resource, { purpose: 'prefetch', cause: null, priority: 'high' });
    return (await transfer.readWhole()).body.text();
  }

  /** Returns a manifest or playlist from the cache, or undefined if it is not cached. */
  async readKeptText(url: string): Promise<string | undefined> {
    const key = keyFor(url, await this.identity());
    const text = await (await this.parts.cache.peek(key))?.body.text();
    if (text !== undefined) await this.learn(text, url);
    return text;
  }

  /** Whether the worker serves this address: it is known by now, cached, or named by a page a moment later. */
  async isKnown(url: string): Promise<boolean> {
    const { territory, cache, wait } = this.parts;
    const key = keyFor(url, await this.identity());
    const isServed = () => territory.judge(url) === 'served';
    if (isServed() || (await cache.hasEvenIfStale(key).catch(() => false))) return true;
    if (this.#mayBeNamed(url)) await Promise.race([territory.nextNamed(), wait(namingMs)]);
    if (isServed()) return true;
    territory.disown(url);
    return false;
  }

  /** Whether a page may be about to name this address: it is at an origin of the feed, or no feed is known yet. */
  #mayBeNamed(url: string): boolean {
    const { latest } = this.parts.origins;
    return latest.length === 0 || originOf(url, latest) !== undefined;
  }

  /** Removes what is cached of a file, since it may have been changed. */
  async drop(url: string): Promise<void> {
    await this.parts.cache.removeFile(keyFor(url, await this.identity()));
  }

  /** Forgets this viewer's signed addresses, credentials and headers. */
  forget(): void {
    this.#addresses.forget();
    forgetPlaylists();
    this.parts.cmcd.forget();
    this.parts.personal.forget();
  }

  /** Learns from a manifest or playlist that has been read. */
  async learn(rawText: string, url: string): Promise<void> {
    const known = await this.identity();
    const text = passQueryOn(this.#fill(rawText, url), url);
    const alike = addressesAlike(text, url);
    if (alike.length > 0) this.parts.origins.distinguish(sameKeyUrls(alike, known));
    this.#addresses.learn(text, url, this.#keyOf);
    this.parts.territory.learn(text, url, known);
    this.parts.liveStreams.learn(text, url);
    if (this.parts.config.origins.cmcd !== 'off') this.parts.cmcd.learn(text, url, known);
  }

  /** Substitutes HLS variables. A playlist that cannot be parsed is returned unchanged. */
  #fill(text: string, url: string): string {
    if (!text.includes('#EXT-X-DEFINE')) return text;
    const manifest = this.#addresses.find(url, true, this.#keyOf)?.list.versions.at(-1);
    try {
      return fillVariables(text, url, manifest ? parseManifest(manifest.text, manifest.url).variables : null);
    } catch (cause) {
      if (cause instanceof PlaylistError) return text;
      throw cause;
    }
  }

  async onView(view: View): Promise<void> {
    const { origins } = this.parts;
    // Before any wait, since one of these reels may be requested next.
    const urls = view.reels.map(({ url }) => url);
    origins.distinguish(sameKeyUrls(urls, this.#identity));
    await origins.update(view.origins);
    const known = await this.identity();
    this.parts.cmcd.onView(view, known);
  }

  /** Probes the origins of the playing reel that no transfer has measured recently. */
  async probe({ visible, device, playback, reels, currentIndex }: View): Promise<void> {
    const reel = reels[currentIndex];
    if (reel === undefined || !visible || device.connection.saveData || playback.paused) return;
    await this.#prober.probe(resourceOf(reel.url, null, await this.identity()).urls);
  }

  readonly #keyOf = (url: string): string => keyOf(url, this.#identity);

  /** Returns the resource with its newest known addresses if a signature from the same list has expired before. */
  #withNewestUrls(resource: Resource): Resource {
    const found = this.#addresses.hasSigned ? this.#find(resource) : undefined;
    if (found?.list.isSigned !== true || this.#isExtended(resource.urls[0], found.link)) return resource;
    return { ...resource, urls: this.#replicas(found.link) };
  }

  /** Whether this is the link with a query that its list does not write, such as a token that the page's player adds. */
  #isExtended(url = '', link: string): boolean {
    return url !== link && !link.includes('?') && this.#replicas(link).includes(withoutQuery(url));
  }

  /**
   * Returns new addresses for a resource after one of its addresses was refused and all others failed: refetches the
   * manifest or playlist that lists it. Returns undefined if that gives no other address.
   */
  async #readdress(
    resource: Resource,
    refusedUrl: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<readonly string[] | undefined> {
    const before = this.#find(resource);
    if (before === undefined) return undefined;
    const isNewest = this.#replicas(before.link).includes(refusedUrl) || this.#isExtended(refusedUrl, before.link);
    if (isNewest) await this.#renew(before.list, headers);
    const after = this.#find(resource);
    const urls = this.#replicas(after?.link ?? refusedUrl);
    if (after === undefined || urls.includes(refusedUrl) || this.#isExtended(refusedUrl, after.link)) return undefined;
    after.list.isSigned = true;
    return urls;
  }

  #find(resource: Resource): Place | undefined {
    const [url] = resource.urls;
    // Addresses of personal resources are not looked up: they must not pass from one viewer to another.
    return url === undefined || resource.viewer !== undefined
      ? undefined
      : this.#addresses.find(url, isManifestOrPlaylist(resource), this.#keyOf);
  }

  #replicas(url: string): string[] {
    return replicaUrls(url, this.parts.origins.latest);
  }

  async #renew(list: List, headers: Readonly<Record<string, string>>): Promise<void> {
    const { nowMs } = this.parts.network;
    const known = this.#renewals.get(list);
    const isHeld = ({ untilMs }: { readonly untilMs: number }) =>
      untilMs === Number.POSITIVE_INFINITY || waitMs(untilMs, nowMs(), unchangedListHoldMs) > 0;
    if (known !== undefined && isHeld(known)) return known.done;
    const before = list.versions.at(-1);
    const done = this.#refetchList(before?.url ?? '', headers).finally(() => {
      const isSame = list.versions.at(-1) === before;
      this.#renewals.set(list, { done, untilMs: isSame ? nowMs() + unchangedListHoldMs : 0 });
    });
    this.#renewals.set(list, { done, untilMs: Number.POSITIVE_INFINITY });
    return done;
  }

  /** Refetches a list. Never rejects: after a failure the address simply stays refused. */
  async #refetchList(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
    const resource = resourceOf(url, null, this.#identity);
    const { transfer } = this.join(resource, { purpose: 'prefetch', cause: null, priority: 'high', headers });
    try {
      const { head, body } = await transfer.readWhole();
      await this.learn(await body.text(), head.url);
    } catch {
      // The list may be refused as well, or be unreachable.
    }
  }
}
