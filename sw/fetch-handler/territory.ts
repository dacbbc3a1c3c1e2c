import type { Config } from '../../src/shared/config.ts';
import type { View } from '../../src/shared/messages.ts';
import { readMp4Address } from '../../src/shared/mp4-address.ts';
import { dropOldest } from '../decision/drop-oldest.ts';
import { addressesIn, withoutQuery } from '../decision/playlist/addresses-in.ts';
import { replicaUrls } from '../decision/resource/identity.ts';
import { isNamed } from '../decision/resource/path-pattern.ts';
import { kindOf } from '../decision/resource/kind.ts';
import type { Identity } from '../decision/resource/resource.ts';

/** About as many as the texts that the address book holds lead to: what they lead to is learned once. */
const maxAddresses = 100_000;
const maxForeign = 1000;

export type TerritoryParts = {
  readonly config: Pick<Config, 'intercept'>;
  readonly scopeOrigin: string;
};

/**
 * Which requests are ours: for media that the feed names, for what its playlists lead to, and for what the site has
 * named in `intercept`. Everything else is left to the browser untouched.
 */
export class Territory {
  /** Addresses without queries; the one that was named last stands last. */
  readonly #named = new Set<string>();
  /** Of what was named. */
  readonly #origins = new Set<string>();
  /** Reels may begin here, and nobody has named them when they were asked for. */
  readonly #foreign = new Set<string>();
  #whenNamed = new Set<() => void>();
  #isSettled = false;

  constructor(readonly parts: TerritoryParts) {}

  /**
   * `unknown`: this worker has just come to life, and has not heard yet what it knew before; or it is where a reel may
   * begin, at an origin of the feed's, and the page that asks for it may be about to name it.
   */
  judge(url: string): 'ours' | 'foreign' | 'unknown' {
    const address = withoutQuery(url);
    // Addresses below a file exist for us alone.
    if (readMp4Address(address) !== null) return 'ours';
    if (!this.#isTouched(address)) return 'foreign';
    if (this.#named.has(address) || this.#isIntercepted(address)) return 'ours';
    return this.#isSettled && (!this.#mayBegin(address) || this.#foreign.has(address)) ? 'foreign' : 'unknown';
  }

  /** The page shows these reels. */
  see({ reels, origins }: Pick<View, 'reels' | 'origins'>): void {
    const urls = reels.flatMap(({ url, poster }) => (poster === null ? [url] : [url, poster]));
    this.name(urls, { origins });
  }

  /** A manifest or playlist of ours leads to more. */
  learn(text: string, url: string, identity: Pick<Identity, 'origins'>): void {
    this.#add(addressesIn(text, url), identity);
  }

  name(urls: readonly string[], identity: Pick<Identity, 'origins'>): void {
    for (const address of this.#add(urls.map(withoutQuery), identity)) this.#origins.add(new URL(address).origin);
  }

  /** At all origins that have them. */
  #add(addresses: readonly string[], { origins }: Pick<Identity, 'origins'>): string[] {
    const all = addresses.flatMap((address) => replicaUrls(address, origins));
    for (const address of all) {
      this.#named.delete(address);
      this.#named.add(address);
    }
    for (const tell of this.#whenNamed) tell();
    this.#whenNamed = new Set();
    dropOldest(this.#named, maxAddresses);
    return all;
  }

  /** It is not waited for again whether somebody names it. */
  leave(url: string): void {
    this.#foreign.add(withoutQuery(url));
    dropOldest(this.#foreign, maxForeign);
  }

  /** Settles when something is named next. */
  nextNaming(): Promise<void> {
    return new Promise((resolve) => this.#whenNamed.add(resolve));
  }

  /** What the reels in view lead to is known again, as far as it is kept. */
  settle(): void {
    this.#isSettled = true;
  }

  forget(): void {
    this.#named.clear();
    this.#origins.clear();
    this.#foreign.clear();
  }

  #mayBegin(address: string): boolean {
    return /\.(m3u8|mp4)$/i.test(address) && this.#origins.has(new URL(address).origin);
  }

  #isTouched(address: string): boolean {
    const kind = kindOf(address);
    if (kind === 'other') return this.#named.has(address);
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
