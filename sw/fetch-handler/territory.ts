import type { Config } from '../../src/shared/config.ts';
import type { Origin } from '../../src/shared/feed.ts';
import type { View } from '../../src/shared/messages.ts';
import { readMp4Address } from '../../src/shared/mp4-address.ts';
import { dropOldest } from '../decision/drop-oldest.ts';
import { addressesIn, addressesNotPlainIn, withoutQuery } from '../decision/playlist/addresses-in.ts';
import { replicaUrls } from '../decision/resource/identity.ts';
import { isNamed } from '../decision/resource/path-pattern.ts';
import { kindOf } from '../decision/resource/kind.ts';
import type { Identity } from '../decision/resource/resource.ts';
import { ListedPaths } from './listed-paths.ts';

const maxAddresses = 100_000;
const maxForeign = 1000;

export type TerritoryParts = {
  readonly config: Pick<Config, 'intercept'>;
  readonly scopeOrigin: string;
};

/**
 * Decides which requests the worker handles: those for media that the feed names, for files that its playlists list,
 * and for what the site names in `intercept`. All others are left to the browser untouched.
 */
export class Territory {
  /** Addresses without queries, most recently named last. Each stands for its replicas too. */
  readonly #named = new Set<string>();
  readonly #listed = new ListedPaths();
  #replicaOrigins: readonly Origin[] = [];
  /** The sites of the addresses passed to `name`. */
  readonly #sites = new Set<string>();
  /** Addresses at which a reel may begin, but which were not named when they were requested. */
  readonly #foreign = new Set<string>();
  #namingWaiters = new Set<() => void>();
  #isRestored = false;

  constructor(readonly parts: TerritoryParts) {}

  /**
   * `unknown`: the worker has just started and has not restored its knowledge yet; or a reel may begin at this address,
   * at one of the feed's origins, and the requesting page may be about to name it.
   */
  judge(url: string): 'served' | 'foreign' | 'unknown' {
    const address = withoutQuery(url);
    // Addresses below an MP4 file exist only in the worker.
    if (readMp4Address(address) !== null) return 'served';
    if (!this.#isHandledKind(address)) return 'foreign';
    if (this.#isNamed(address) || this.#isIntercepted(address)) return 'served';
    return this.#isRestored && (!this.#mayStartReel(address) || this.#foreign.has(address)) ? 'foreign' : 'unknown';
  }

  /** Names the reels that the page shows. */
  onView({ reels, origins }: Pick<View, 'reels' | 'origins'>): void {
    const urls = reels.flatMap(({ url, poster }) => (poster === null ? [url] : [url, poster]));
    this.name(urls, { origins });
  }

  /** Adds the addresses that a known manifest or playlist lists. */
  learn(text: string, url: string, { origins }: Pick<Identity, 'origins'>): void {
    const before = this.#listed.learn(text, url);
    if (before === text) return;
    // A player may still request what the version that it has read lists.
    if (before !== undefined) this.#add(addressesIn(before, url), origins);
    this.#add(addressesNotPlainIn(text, url), origins);
  }

  name(urls: readonly string[], { origins }: Pick<Identity, 'origins'>): void {
    const addresses = urls.map(withoutQuery);
    for (const address of addresses) this.#sites.add(new URL(address).origin);
    this.#add(addresses, origins);
  }

  #add(addresses: readonly string[], origins: readonly Origin[]): void {
    this.#replicaOrigins = origins;
    for (const address of addresses) {
      this.#named.delete(address);
      this.#named.add(address);
    }
    dropOldest(this.#named, maxAddresses);
    for (const wake of this.#namingWaiters) wake();
    this.#namingWaiters = new Set();
  }

  /** Ends the waiting for this address to be named: later requests are foreign at once. */
  disown(url: string): void {
    this.#foreign.add(withoutQuery(url));
    dropOldest(this.#foreign, maxForeign);
  }

  /** Resolves when the next address is named. */
  nextNamed(): Promise<void> {
    return new Promise((resolve) => this.#namingWaiters.add(resolve));
  }

  /** Marks the files of the reels in view as restored, as far as they were persisted. */
  markRestored(): void {
    this.#isRestored = true;
  }

  forget(): void {
    this.#named.clear();
    this.#listed.forget();
    this.#sites.clear();
    this.#foreign.clear();
  }

  #isNamed(address: string): boolean {
    return this.#replicasOf(address).some((one) => this.#named.has(one) || this.#listed.has(one));
  }

  #replicasOf(address: string): string[] {
    return replicaUrls(address, this.#replicaOrigins);
  }

  #mayStartReel(address: string): boolean {
    return (
      /\.(m3u8|mp4)$/i.test(address) && this.#replicasOf(address).some((one) => this.#sites.has(new URL(one).origin))
    );
  }

  #isHandledKind(address: string): boolean {
    const kind = kindOf(address);
    if (kind === 'other') return this.#isNamed(address);
    return this.parts.config.intercept.types.includes(kind === 'manifest-or-playlist' ? 'playlist' : kind);
  }

  #isIntercepted(address: string): boolean {
    const { origins, paths } = this.parts.config.intercept;
    return (
      origins.some((origin) => address.startsWith(origin.endsWith('/') ? origin : `${origin}/`)) ||
      isNamed(address, paths, this.parts.scopeOrigin)
    );
  }
}
