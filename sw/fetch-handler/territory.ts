import type { Config } from '../../src/shared/config.ts';
import type { Origin } from '../../src/shared/feed.ts';
import type { View } from '../../src/shared/messages.ts';
import { readMp4Address } from '../../src/shared/mp4-address.ts';
import { dropOldest } from '../decision/drop-oldest.ts';
import { addressesIn, addressesNotPlainIn, folderOf, withoutQuery } from '../decision/playlist/addresses-in.ts';
import { replicaUrls } from '../decision/resource/identity.ts';
import { isNamed } from '../decision/resource/path-pattern.ts';
import { interceptTypeOf } from '../decision/resource/intercept-types.ts';
import { kindOf } from '../decision/resource/kind.ts';
import type { Identity } from '../decision/resource/resource.ts';
import { ListedPaths } from './listed-paths.ts';

const maxAddresses = 100_000;
const maxForeign = 1000;
const maxUnread = 100;

export type TerritoryParts = {
  readonly config: Pick<Config, 'intercept'>;
  readonly scopeOrigin: string;
  readonly origins: { readonly latest: readonly Origin[] };
};

/**
 * Decides which requests the worker handles: those for media that the feed names, for files that its playlists list,
 * and for what the site names in `intercept`. All others are left to the browser untouched.
 */
export class Territory {
  /** Addresses without queries, most recently named last. */
  readonly #named = new Set<string>();
  readonly #listed = new ListedPaths();
  /** Origins of the addresses passed to `name`. */
  readonly #origins = new Set<string>();
  /** Addresses that were not named when they were requested. */
  readonly #foreign = new Set<string>();
  /** Folders of playlists that the worker does not read. No page will name the files in them, so none is waited for. */
  readonly #unread = new Set<string>();
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
    if (this.#foreign.has(address)) return 'foreign';
    return this.#isRestored && !this.#mayStartReel(address) ? 'foreign' : 'unknown';
  }

  /** Names the reels that the page shows. */
  onView({ reels, origins }: Pick<View, 'reels' | 'origins'>): void {
    const urls = reels.flatMap(({ url, poster }) => (poster === null ? [url] : [url, poster]));
    this.name(urls, { origins });
  }

  /** Adds the addresses that a known manifest or playlist lists. */
  learn(text: string, url: string, identity: Pick<Identity, 'origins'>): void {
    const before = this.#listed.learn(text, url);
    if (before === text) return;
    // A player may still request what the version that it has read lists.
    if (before !== undefined) this.#add(addressesIn(before, url), identity);
    this.#add(addressesNotPlainIn(text, url), identity);
  }

  name(urls: readonly string[], identity: Pick<Identity, 'origins'>): void {
    for (const address of this.#add(urls.map(withoutQuery), identity)) this.#origins.add(new URL(address).origin);
  }

  /** Adds addresses at all origins that have replicas of them, and returns them all. */
  #add(addresses: readonly string[], { origins }: Pick<Identity, 'origins'>): string[] {
    const all = addresses.flatMap((address) => replicaUrls(address, origins));
    for (const address of all) {
      this.#named.delete(address);
      this.#named.add(address);
    }
    for (const wake of this.#namingWaiters) wake();
    this.#namingWaiters = new Set();
    dropOldest(this.#named, maxAddresses);
    return all;
  }

  /** Ends the waiting for this address to be named: later requests are foreign at once. */
  disown(url: string): void {
    this.#foreign.add(withoutQuery(url));
    dropOldest(this.#foreign, maxForeign);
  }

  /** Notes a request for a playlist that is left to the browser, and so lists files that the worker will not know. */
  noteUnread(url: string): void {
    this.#unread.add(folderOf(url));
    dropOldest(this.#unread, maxUnread);
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
    this.#origins.clear();
    this.#foreign.clear();
    this.#unread.clear();
  }

  #isNamed(address: string): boolean {
    return this.#named.has(address) || this.#isListed(address);
  }

  #isListed(address: string): boolean {
    return replicaUrls(address, this.parts.origins.latest).some((replica) => this.#listed.has(replica));
  }

  #mayStartReel(address: string): boolean {
    const isFile = /\.mp4$/i.test(address);
    if (!isFile && !/\.m3u8$/i.test(address)) return false;
    return this.#origins.has(new URL(address).origin) && !(isFile && this.#unread.has(folderOf(address)));
  }

  #isHandledKind(address: string): boolean {
    const kind = kindOf(address);
    if (kind === 'other') return this.#isNamed(address);
    const types = new Set<string>(this.parts.config.intercept.types);
    // An MP4 file that a playlist lists is a segment, or the beginning of some.
    if (kind === 'mp4' && types.has('segment') && this.#isListed(address)) return true;
    return types.has(interceptTypeOf(kind));
  }

  #isIntercepted(address: string): boolean {
    const { origins, paths } = this.parts.config.intercept;
    return (
      origins.some((origin) => address.startsWith(new URL(origin).href.replace(/\/?$/, '/'))) ||
      isNamed(address, paths, this.parts.scopeOrigin)
    );
  }
}
